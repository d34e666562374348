namespace Functron.Tests.Hosting.Surface;

/// <summary>The comparison is worth as much as what is read from the types.</summary>
public sealed class SurfaceTextTests
{
    [Fact]
    public void Modifiers_defaults_and_nullability_are_written() =>
        Assert.Equal(
            [
                ".ctor(string name, int? count = default)",
                "IDictionary<string, object?>? Map { get; set; }",
                "protected abstract void Hidden()",
                "static Sample? Make(params string[] names)",
                "string Name { get; init; }",
                "virtual Task<string?> Run(string? text = null, bool flag = false, int size = 100, CancellationToken token = default)",
            ],
            SurfaceText.Of(typeof(Sample)).Members.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(typeof(Sample), "abstract class Functron.Tests.Hosting.Surface.Sample")]
    [InlineData(typeof(Record), "sealed record Functron.Tests.Hosting.Surface.Record")]
    [InlineData(typeof(SurfaceTextTests), "sealed class Functron.Tests.Hosting.Surface.SurfaceTextTests")]
    public void A_types_kind_is_written(Type type, string header) => Assert.Equal(header, SurfaceText.Of(type).Header);

    [Fact]
    public void What_the_compiler_makes_for_a_record_is_left_out() =>
        Assert.Equal([".ctor(string Name)", "string Name { get; init; }"], SurfaceText.Of(typeof(Record)).Members);

    public sealed record Record(string Name);

    public abstract class Sample
    {
        public Sample(string name, int? count = default)
        {
            Name = $"{name}{count}";
        }

        public string Name { get; init; }

        public IDictionary<string, object?>? Map { get; set; }

        public static Sample? Make(params string[] names) => null;

        public virtual Task<string?> Run(string? text = null, bool flag = false, int size = 100, CancellationToken token = default) =>
            Task.FromResult(text);

        protected abstract void Hidden();

        internal void NotSeen()
        {
        }
    }
}
