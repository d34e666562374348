using Functron.Execution;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;

namespace Functron.Tests.Requests;

internal static class Gates
{
    public static InvocationGate Over(IPayloadStore store, ExecutionOptions? options = null, TimeProvider? time = null) =>
        new(store, new ParsedDockerfiles(Dockerfile.Parse), options ?? new ExecutionOptions(), time ?? TimeProvider.System);
}
