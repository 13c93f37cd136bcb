// What the doctor knows: troubles with a name, and what a look at a recipe or a run finds of them.

namespace R1Sharp.App.Doctor;

/// <summary>A sign of a trouble.</summary>
/// <param name="Stage">The stage that shows it; null for the whole.</param>
/// <param name="Evidence">What was seen, with its numbers.</param>
/// <param name="Key">The path of the recipe's line to change, e.g. stages.2.grpo.learning_rate.peak.</param>
/// <param name="Change">What to write there.</param>
readonly record struct Sign(string? Stage, string Evidence, string Key, string Change);

/// <summary>A trouble that training can have; docs/doctor.md has them all.</summary>
/// <param name="Name">Short name in lower case.</param>
/// <param name="Cause">Why what is seen happens, in a sentence.</param>
sealed record Trouble(string Name, string Cause)
{
    /// <summary>Looks for it in a recipe, before anything is trained; null where nothing can be seen then.</summary>
    public Func<RecipePatient, IEnumerable<Sign>>? Before { get; init; }

    /// <summary>Looks for it in what a run left; null where the recipe tells it all.</summary>
    public Func<RunPatient, IEnumerable<Sign>>? After { get; init; }
}

/// <summary>A trouble that was found.</summary>
/// <param name="Trouble">The trouble.</param>
/// <param name="Sign">Its sign.</param>
/// <param name="Place">Where the line to change stands: file, line, column.</param>
sealed record Diagnosis(Trouble Trouble, Sign Sign, string Place);
