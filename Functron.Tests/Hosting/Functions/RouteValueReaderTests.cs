using Functron.Hosting.Functions;

namespace Functron.Tests.Hosting.Functions;

public sealed class RouteValueReaderTests
{
    public static TheoryData<Type, string, object?> Segments() => new()
    {
        { typeof(string), "a b", "a b" },
        { typeof(int), "-7", -7 },
        { typeof(int), "7.5", null },
        { typeof(int), "99999999999", null },
        { typeof(long), "99999999999", 99999999999 },
        { typeof(double), "0.5", 0.5 },
        { typeof(bool), "true", true },
        { typeof(bool), "yes", null },
        { typeof(int?), "7", 7 },
        { typeof(Guid), "0f8fad5b-d9cb-469f-a165-70867728950e", new Guid("0f8fad5b-d9cb-469f-a165-70867728950e") },
        { typeof(Guid), "0f8fad5b", null },
    };

    [Theory]
    [MemberData(nameof(Segments))]
    public void Reads_a_segment_as_the_parameters_type(Type type, string text, object? value)
    {
        var reader = RouteValueReader.For(type)!;

        Assert.Equal(value is not null, reader.TryRead(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData(typeof(object))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(int[]))]
    public void Has_none_for_other_types(Type type) => Assert.Null(RouteValueReader.For(type));
}
