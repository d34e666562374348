using System.Reflection;
using System.Reflection.Emit;
using Functron.Tests.FunctionsHost.App;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>
/// The WebJobs SDK finds functions as methods with attributes, so a method is emitted for each durable function of the app.
/// Each hands its trigger's data to <see cref="DurableFunctionsBase"/>.
/// </summary>
internal sealed class EmittedFunctions(IEnumerable<AppFunction> functions) : ITypeLocator
{
    private readonly Type _type = Emit(functions);

    public IReadOnlyList<Type> GetTypes() => [_type, typeof(DurableClientData)];

    private static Type Emit(IEnumerable<AppFunction> functions)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("App.Functions"), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule("App.Functions");
        var type = module.DefineType("Functions", TypeAttributes.Public | TypeAttributes.Class, typeof(DurableFunctionsBase));
        EmitConstructor(type);
        foreach (var function in functions)
        {
            if (function.Trigger.Is("orchestrationTrigger"))
                EmitFunction(type, function, Attribute<OrchestrationTriggerAttribute>(), hasInstanceId: false);
            else if (function.Trigger.Is("activityTrigger"))
                EmitFunction(type, function, Attribute<ActivityTriggerAttribute>(), hasInstanceId: true);
        }

        return type.CreateType();
    }

    private static void EmitConstructor(TypeBuilder type)
    {
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(IDurableFunctionCalls)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, typeof(DurableFunctionsBase).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single());
        il.Emit(OpCodes.Ret);
    }

    // public Task<object?> Name([Trigger] string data, [string instanceId,] CancellationToken cancellation) =>
    //     Call("Name", data, instanceId, cancellation);
    private static void EmitFunction(TypeBuilder type, AppFunction function, CustomAttributeBuilder trigger, bool hasInstanceId)
    {
        Type[] parameters = hasInstanceId
            ? [typeof(string), typeof(string), typeof(CancellationToken)]
            : [typeof(string), typeof(CancellationToken)];
        var method = type.DefineMethod(function.Name, MethodAttributes.Public, typeof(Task<object>), parameters);
        var nameConstructor = typeof(FunctionNameAttribute).GetConstructor([typeof(string)])!;
        method.SetCustomAttribute(new CustomAttributeBuilder(nameConstructor, [function.Name]));
        method.DefineParameter(1, ParameterAttributes.None, function.Trigger.Name).SetCustomAttribute(trigger);
        if (hasInstanceId)
            method.DefineParameter(2, ParameterAttributes.None, "instanceId");
        method.DefineParameter(parameters.Length, ParameterAttributes.None, "cancellation");

        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldstr, function.Name);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(hasInstanceId ? OpCodes.Ldarg_2 : OpCodes.Ldnull);
        il.Emit(hasInstanceId ? OpCodes.Ldarg_3 : OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, typeof(DurableFunctionsBase).GetMethod("Call", BindingFlags.Instance | BindingFlags.NonPublic)!);
        il.Emit(OpCodes.Ret);
    }

    private static CustomAttributeBuilder Attribute<T>() => new(typeof(T).GetConstructor([])!, []);
}
