// Looks at a recipe or a run for every trouble that is known.

using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Doctor;

/// <summary>Examines.</summary>
static class DoctorVisit
{
    /// <summary>Every trouble, those of data first.</summary>
    public static IReadOnlyList<Trouble> Troubles { get; } = [.. DataTroubles.All, .. SettingTroubles.All, .. ReinforcementTroubles.All, .. TrendTroubles.All,
        .. LearningTroubles.All];

    /// <summary>What is wrong with a recipe, before anything is trained.</summary>
    /// <param name="path">The recipe.</param>
    /// <param name="overrides">Assignments of the command line.</param>
    /// <param name="engine">Says what networks take.</param>
    /// <exception cref="UserErrorException">It is no recipe.</exception>
    public static IReadOnlyList<Diagnosis> OfRecipe(string path, IReadOnlyList<string> overrides, IEngine engine)
    {
        var recipe = RecipeFile.Load(path, overrides);
        var text = RecipeParser.Parse(Utf8Text.ReadAll(path), path, requiresVariables: false);
        foreach (string assignment in overrides)
            RecipeOverrides.Apply(text, assignment);
        using var patient = new RecipePatient(recipe, text, engine, Path.Combine(recipe.Output, recipe.Name));
        return [.. Troubles.Where(t => t.Before is not null).SelectMany(t => Look(t, t.Before!, patient, patient.PlaceOf))
            .DistinctBy(d => (d.Trouble.Name, d.Trouble == DataTroubles.Unreadable ? null : d.Sign.Stage, d.Sign.Evidence))];
    }

    /// <summary>What a run shows, while it goes on or afterwards.</summary>
    /// <param name="path">The run folder.</param>
    /// <exception cref="UserErrorException">There is no run.</exception>
    public static IReadOnlyList<Diagnosis> OfRun(string path)
    {
        var patient = new RunPatient(path);
        return [.. Troubles.Where(t => t.After is not null).SelectMany(t => Look(t, t.After!, patient, patient.PlaceOf))];
    }

    // Data that is not there, or cannot be read, hides other troubles, and is one.
    static List<Diagnosis> Look<T>(Trouble trouble, Func<T, IEnumerable<Sign>> look, T patient, Func<string, string> placeOf)
    {
        try
        {
            return [.. look(patient).Select(sign => new Diagnosis(trouble, sign, placeOf(sign.Key)))];
        }
        catch (Exception e) when (e is UserErrorException or InvalidDataException or IOException)
        {
            return [new Diagnosis(DataTroubles.Unreadable, new Sign(null, e.Message, "stages", "correct the file or its path"), placeOf("stages"))];
        }
    }
}
