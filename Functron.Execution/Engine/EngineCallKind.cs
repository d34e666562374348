namespace Functron.Execution.Engine;

/// <summary>The kinds of calls to the engine: they differ in how long they may take, and in how many are made at a time.</summary>
internal enum EngineCallKind
{
    /// <summary>Asks whether the engine is there, or stops a function: never queues. As short as a question.</summary>
    Urgent,

    /// <summary>Only asks: asking again does no harm.</summary>
    Question,

    /// <summary>Creates or starts a container, or fills one.</summary>
    Change,

    /// <summary>Removes something. What is missing counts as removed, so removing it again does no harm.</summary>
    Removal,

    /// <summary>Takes as long as what it is about: a build, a pull, a wait for a function. Its caller bounds it.</summary>
    Long,
}
