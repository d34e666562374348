namespace Functron.Tests.Execution.Engine;

/// <summary>The tests that use the real engine run one after another: they compare what is on it before and after.</summary>
[CollectionDefinition("engine", DisableParallelization = true)]
public sealed class EngineCollection;
