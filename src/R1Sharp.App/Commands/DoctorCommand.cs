// r1 doctor: what is wrong with a recipe before it runs, or with a run, by name.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Doctor;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that looks for troubles.</summary>
static class DoctorCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what says what networks take, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var path = new Argument<string>("recipe or run") { Description = "A recipe, to look at before it runs; or a run's folder, also while it goes on." };
        var set = new Option<string[]>("--set") { Description = "Change a value of the recipe: path=value. May be repeated.", HelpName = "path=value" };
        var list = new Option<bool>("--list") { Description = "Print every trouble that it knows, and look at nothing." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        path.Arity = ArgumentArity.ZeroOrOne;
        var command = new Command("doctor", "Name what is wrong with a recipe or a run, with the evidence, the cause and the line to change.")
        {
            path, set, list, json,
        };
        command.SetAction(parsed => parsed.GetValue(list) ? List() : parsed.GetValue(path) is { } patient
            ? Tell(patient, Progress.While($"looking at {patient}", () => Examine(engines, patient, parsed.GetValue(set) ?? [])), parsed.GetValue(json))
            : throw new UserErrorException("doctor needs a recipe or the folder of a run; --list prints what it knows."));
        return command;
    }

    /// <summary>What is wrong with a recipe or a run.</summary>
    internal static IReadOnlyList<Diagnosis> Examine(Func<int?, IEngine> engines, string path, IReadOnlyList<string> overrides)
    {
        if (Directory.Exists(path))
            return overrides.Count == 0 ? DoctorVisit.OfRun(path)
                : throw new UserErrorException($"{path}: a run was made with the recipe that lies in it; --set is for recipes.");
        using var engine = engines(1);
        return DoctorVisit.OfRecipe(path, overrides, engine);
    }

    static int List()
    {
        foreach (var trouble in DoctorVisit.Troubles)
            Console.WriteLine($"{trouble.Name}\n   {trouble.Cause}");
        return ExitCode.Fine;
    }

    // Who runs it in a script wants to know without reading.
    static int Tell(string path, IReadOnlyList<Diagnosis> found, bool asJson)
    {
        if (asJson)
            Console.WriteLine(new JsonArray([.. found.Select(Json)]).ToJsonString(RunJson.Page));
        else
        {
            foreach (var (trouble, sign, place) in found)
                Console.WriteLine($"{trouble.Name}{(sign.Stage is null ? "" : $" ({sign.Stage})")}\n   seen:   {sign.Evidence}\n   cause:  {trouble.Cause}\n"
                    + $"   change: {place}: {sign.Change}");
            Console.WriteLine(found.Count switch { 0 => $"{path}: no trouble found", 1 => $"{path}: one trouble", var n => $"{path}: {n} troubles" });
        }
        return found.Count == 0 ? ExitCode.Fine : ExitCode.Stopped;
    }

    static JsonObject Json(Diagnosis found) => new()
    {
        ["trouble"] = found.Trouble.Name,
        ["stage"] = found.Sign.Stage,
        ["evidence"] = found.Sign.Evidence,
        ["cause"] = found.Trouble.Cause,
        ["key"] = found.Sign.Key,
        ["place"] = found.Place,
        ["change"] = found.Sign.Change,
    };
}
