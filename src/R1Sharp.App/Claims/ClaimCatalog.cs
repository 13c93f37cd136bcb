// All claims, by their numbers.

using System.Globalization;
using R1Sharp.Learning;

namespace R1Sharp.App.Claims;

/// <summary>The claims.</summary>
static class ClaimCatalog
{
    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<Claim> All { get; } =
        [.. ZeroClaims.All, .. LanguageClaims.All, .. PipelineClaims.All, .. SmallModelClaims.All, .. MethodClaims.All, ThinkingClaims.Waits,
        ThinkingClaims.Caps, MethodClaims.Selection, ThinkingClaims.Shorter, ThinkingClaims.Underthinking,
        ControlClaims.Headline, ControlClaims.FewShot, SupervisionClaims.Process, SupervisionClaims.Hacking, SearchClaims.Trees, SupervisionClaims.Iterating,
        SearchClaims.Majority, SearchClaims.Forms, SearchClaims.Rlhf, ControlClaims.Controls, .. DataClaims.All];

    /// <summary>The claims with these numbers; none given means all.</summary>
    /// <exception cref="UserErrorException">A word is no number of a claim.</exception>
    public static IReadOnlyList<Claim> Find(IReadOnlyList<string> numbers) => numbers.Count == 0 ? All
        : [.. numbers.Select(One).DistinctBy(c => c.Number).OrderBy(c => c.Number)];

    static Claim One(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
        && All.FirstOrDefault(c => c.Number == n) is { } claim ? claim
        : throw new UserErrorException($"There is no claim '{number}': the claims have the numbers {All[0].Number} to {All[^1].Number}.");
}
