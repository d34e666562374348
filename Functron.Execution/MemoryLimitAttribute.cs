using System.ComponentModel.DataAnnotations;

namespace Functron.Execution;

/// <summary>A memory limit as the engine takes it: 0, which is none, or at least 6 MiB, below which it creates no container.</summary>
internal sealed class MemoryLimitAttribute : RangeAttribute
{
    public MemoryLimitAttribute()
        : base(6L * 1024 * 1024, 1L << 50) => ErrorMessage = "The field {0} must be 0, or between {1} and {2}.";

    public override bool IsValid(object? value) => value is null or 0L || base.IsValid(value);
}
