// Each function here breaks one rule and does nothing else. Nobody runs them.
#pragma warning disable IDE0060 // Unused parameters: only what the parameters are matters, not what a function does with them.
#pragma warning disable CA1822 // Members that could be static: the rules are tried on methods of instances, as most functions are.
#pragma warning disable AZFW0002 // An async function that returns void: the embedded host has to refuse that one, so it has to compile.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Hosting.Functions;

/// <summary>Functions that each break one rule.</summary>
public static class BadFunctions
{
    public class BadName
    {
        [Function("1st name")]
        public void Run([ActivityTrigger] string input)
        {
        }
    }

    public class NoTrigger
    {
        [Function("Bad")]
        public void Run(string input)
        {
        }
    }

    public class Retried
    {
        [Function("Bad")]
        [FixedDelayRetry(3, "00:00:01")]
        public void Run([ActivityTrigger] string input)
        {
        }
    }

    public class OrchestratorOfOtherName
    {
        [Function("Bad")]
        public Task Run([OrchestrationTrigger(Orchestration = "Other")] TaskOrchestrationContext context) => Task.CompletedTask;
    }

    public class ActivityOfOtherName
    {
        [Function("Bad")]
        public void Run([ActivityTrigger(Activity = "Other")] string input)
        {
        }
    }

    public class WithOutput
    {
        [Function("Bad")]
        [Output]
        public string Run([ActivityTrigger] string input) => input;
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OutputAttribute : OutputBindingAttribute;

    public class OtherHub
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input, [DurableClient(TaskHub = "another")] DurableTaskClient client)
        {
        }
    }

    public class OtherTrigger
    {
        [Function("Bad")]
        public void Run([EntityTrigger] string dispatcher)
        {
        }
    }

    public class TwoTriggers
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input, [OrchestrationTrigger] TaskOrchestrationContext context)
        {
        }
    }

    public class TwoDataParameters
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input, int more)
        {
        }
    }

    public class UnknownParameter
    {
        [Function("Bad")]
        public IResult Run([HttpTrigger(Route = "a/{id}")] HttpRequest request, string other) => Results.Ok();
    }

    public class UnreadableRouteParameter
    {
        [Function("Bad")]
        public IResult Run([HttpTrigger(Route = "a/{id}")] HttpRequest request, Uri id) => Results.Ok();
    }

    public class MalformedRoute
    {
        [Function("Bad")]
        public IResult Run([HttpTrigger(Route = "a/{id")] HttpRequest request) => Results.Ok();
    }

    public class WrongHttpParameter
    {
        [Function("Bad")]
        public IResult Run([HttpTrigger] string request) => Results.Ok();
    }

    public class WrongHttpReturn
    {
        [Function("Bad")]
        public string Run([HttpTrigger] HttpRequest request) => "";
    }

    public class WrongOrchestratorParameter
    {
        [Function("Bad")]
        public void Run([OrchestrationTrigger] string context)
        {
        }
    }

    public class OrchestratorWithMore
    {
        [Function("Bad")]
        public void Run([OrchestrationTrigger] TaskOrchestrationContext context, CancellationToken cancellationToken)
        {
        }
    }

    public class WrongClient
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input, [DurableClient] string client)
        {
        }
    }

    public class AsyncVoid
    {
        [Function("Bad")]
        public async void Run([ActivityTrigger] string input) => await Task.Yield();
    }

    public class ReturnsValueTask
    {
        [Function("Bad")]
        public ValueTask<int> Run([ActivityTrigger] string input) => ValueTask.FromResult(1);
    }

    public class NotPublic
    {
        [Function("Bad")]
        internal void Run([ActivityTrigger] string input)
        {
        }
    }

    internal class NotPublicClass
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input)
        {
        }
    }

    public abstract class Abstract
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string input)
        {
        }
    }

    public class Generic
    {
        [Function("Bad")]
        public void Run<T>([ActivityTrigger] T input)
        {
        }
    }

    public class SameName
    {
        [Function("Twice")]
        public void First([ActivityTrigger] string input)
        {
        }

        [Function("TWICE")]
        public void Second([ActivityTrigger] string input)
        {
        }
    }

    public class SameRoute
    {
        [Function("One")]
        public IResult First([HttpTrigger("get", "post", Route = "same")] HttpRequest request) => Results.Ok();

        [Function("Other")]
        public IResult Second([HttpTrigger("POST", Route = "Same")] HttpRequest request) => Results.Ok();
    }

    public class SameRouteByOtherNames
    {
        [Function("One")]
        public IResult First([HttpTrigger("get", Route = "same/{one}")] HttpRequest request, string one) => Results.Ok();

        [Function("Other")]
        public IResult Second([HttpTrigger("get", Route = "same/{other}")] HttpRequest request, string other) => Results.Ok();
    }
}
