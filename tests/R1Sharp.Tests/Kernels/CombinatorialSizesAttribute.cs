using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace R1Sharp.Tests.Kernels;

/// <summary>Gives a test with two sizes all pairs of 1, 7, 17, 64 and 65: below, at and beside the widths of vectors and tiles.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class CombinatorialSizesAttribute : DataAttribute
{
    static readonly int[] Sizes = [1, 7, 17, 64, 65];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var rows = from first in Sizes from second in Sizes select new TheoryDataRow(first, second);
        return new ValueTask<IReadOnlyCollection<ITheoryDataRow>>([.. rows]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
