using System.Text.Json;
using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Worker.Messages;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>Functions as messages.</summary>
internal static class WorkerFunctions
{
    public static AppFunction Read(RpcFunctionMetadata metadata) => new(
        metadata.FunctionId, metadata.Name, metadata.EntryPoint, metadata.ScriptFile, [.. metadata.RawBindings.Select(ReadBinding)]);

    public static FunctionLoadRequest Load(PublishedApp app, AppFunction function)
    {
        var metadata = new RpcFunctionMetadata
        {
            FunctionId = function.Id,
            Name = function.Name,
            Directory = app.Folder,
            ScriptFile = function.ScriptFile,
            EntryPoint = function.EntryPoint,
        };
        foreach (var binding in function.Bindings)
        {
            var direction = Enum.Parse<BindingInfo.Types.Direction>(binding.Direction, ignoreCase: true);
            metadata.Bindings.Add(binding.Name, new() { Type = binding.Type, Direction = direction });
        }

        return new() { FunctionId = function.Id, Metadata = metadata };
    }

    private static AppBinding ReadBinding(string json)
    {
        using var document = JsonDocument.Parse(json);
        return AppBinding.Read(document.RootElement);
    }
}
