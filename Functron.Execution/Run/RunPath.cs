namespace Functron.Execution.Run;

/// <summary>The two ways to run a function. The results are the same. The launcher is faster and knows more of the function.</summary>
public enum RunPath
{
    /// <summary>
    /// The launcher is the container's first process. Input and output are files, and need neither Functron nor the engine.
    /// </summary>
    Launcher,

    /// <summary>Through the engine's streams and log. It works also where the engine and Functron do not share files.</summary>
    Engine,
}

/// <summary>Option <c>Functron:RunPath</c>.</summary>
public enum RunPathOption
{
    /// <summary>The launcher if a trial of it works, else the engine.</summary>
    Auto,

    /// <summary>Always the engine's streams.</summary>
    Engine,

    /// <summary>Always the launcher, without a trial. Where it does not work, the run fails.</summary>
    Launcher,
}
