using Xunit;

namespace R1Sharp.Tests;

/// <summary>The plan of the house: which project may know which.</summary>
public sealed class HouseTests
{
    [Fact]
    public void Numerics_knows_no_other_project_of_the_house()
    {
        var names = typeof(R1Sharp.Numerics.RandomStream).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(names, n => n.StartsWith("R1Sharp", StringComparison.Ordinal) || n == "r1");
    }
}
