namespace Functron.Hosting.Functions;

internal enum FunctionKind
{
    Http,
    Orchestrator,
    Activity,
}
