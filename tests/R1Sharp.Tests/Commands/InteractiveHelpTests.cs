using R1Sharp.App.Commands;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>What helps whoever types: completion, recipes that are offered, recipes that are written, near names.</summary>
public sealed class InteractiveHelpTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    string At(string name) => Path.Combine(_folder.Path, name);

    [Fact]
    public void The_program_completes_commands_options_values_and_recipes()
    {
        string[] Suggested(string line) => Cli.RunIn(Cli.Home, $"[suggest:{line.Length}]", line).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Contains("run", Suggested("ru"));
        Assert.Contains("--smoke", Suggested("run --sm"));
        Assert.Contains("shuffled", Suggested("run x --control "));
        Assert.Contains("recipes/smoke.yaml", Suggested("run recipes/sm"));
    }

    [Fact]
    public void Completion_is_installed_by_one_command_and_twice_is_once()
    {
        File.WriteAllText(At(".bashrc"), "alias x=y");
        foreach (string shell in CompletionScripts.Shells)
        {
            string script = CompletionCommand.Install(shell, _folder.Path);
            Assert.Equal(CompletionScripts.Of(shell), File.ReadAllText(script));
            Assert.Equal(script, CompletionCommand.Install(shell, _folder.Path));
            Assert.Contains("[suggest:", CompletionScripts.Of(shell));
        }
        Assert.Equal("alias x=y\n. \"$HOME/.local/share/r1/completion.bash\"\n", File.ReadAllText(At(".bashrc")));
        Assert.Single(File.ReadAllLines(At(".zshrc")));
        Assert.Throws<UserErrorException>(() => CompletionCommand.Install("bash", At("nobody")));
        Assert.Equal(CompletionScripts.Of("fish"), Cli.Run("completion", "fish").Output);
    }

    [Fact]
    public void Bash_completes_by_it()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && File.Exists("/bin/bash"), "There is no bash here.");
        string program = At("r1");
        File.WriteAllText(program, $"#!/bin/bash\nexec dotnet {Path.Combine(AppContext.BaseDirectory, "r1.dll")} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        File.WriteAllText(At("try"), $$"""
            . {{CompletionCommand.Install("bash", _folder.Path)}}
            COMP_WORDS=({{program}} tok); COMP_CWORD=1; COMP_LINE="{{program}} tok"; COMP_POINT=${#COMP_LINE}
            _r1_complete
            echo "${COMPREPLY[@]}"
            """);
        using var bash = Cli.StartProgram("/bin/bash", [At("try")]);
        Assert.Equal("tokenize", Cli.Finish(bash).Output.Trim());
    }

    [Fact]
    public void Run_without_a_recipe_lists_them_and_a_name_that_is_not_there_has_a_near_one()
    {
        var none = Cli.RunIn(Cli.Home, "run");
        Assert.Equal(2, none.Code);
        Assert.Contains("recipes/r1-zero.yaml ", none.Error);
        Assert.Contains("Everything once, as small as it gets", none.Error);
        Assert.Contains("r1 new", Cli.RunIn(_folder.Path, "run").Error);
        Assert.Contains("did you mean 'recipes/r1-zero.yaml'?", Cli.RunIn(Cli.Home, "run", "recipes/r1-zer.yaml").Error);
        Assert.Contains("did you mean 'recipes/smoke.yaml'?", Cli.RunIn(Cli.Home, "run", "smok.yaml").Error);
        File.WriteAllText(At("rows.jsonl"), "{}");
        Assert.Contains("did you mean 'rows.jsonl'?", Cli.RunIn(_folder.Path, "data", "show", "row.jsonl").Error);
        Directory.CreateDirectory(At("model"));
        Assert.Contains($"did you mean '{At("model")}'?", Cli.Run("generate", "--model", At("modle"), "--prompt", "x").Error);
    }

    [Fact]
    public void Progress_says_what_is_done_and_how_much_of_it()
    {
        using var progress = App.Progress.Of("grading", "lines", 1200);
        Assert.Equal(5, progress.Counted(Enumerable.Range(0, 5)).Count());
        progress.Add(1000);
        Assert.StartsWith("grading: 1,005 of 1,200 lines, ", progress.Line(), StringComparison.Ordinal);
        using var other = App.Progress.Of("reading x");
        Assert.Matches(@"^reading x, \d+ s$", other.Line());
    }

    string Problems()
    {
        File.WriteAllLines(At("sums.jsonl"), Enumerable.Range(0, 30).Select(i => $$"""{"question":"What is {{i}} plus {{3 * i % 7}}?","answer":"{{i + 3 * i % 7}}"}"""));
        return At("sums.jsonl");
    }

    [Fact]
    public void New_writes_a_recipe_that_the_doctor_passes_and_that_runs_in_smoke_size()
    {
        var written = Cli.RunIn(_folder.Path, "new", "--problems", Problems(), "--steps", "7");
        Assert.Equal((0, ""), (written.Code, written.Error));
        Assert.Empty(DoctorCommand.Examine(App.Engines.Open, At("sums.yaml"), []));
        var recipe = RecipeFile.Load(At("sums.yaml"), []);
        Assert.Equal(7, recipe.Stages.Select(s => s.Settings).OfType<GrpoStage>().Single().Options.Steps);
        var smoke = SmokeSize.Of(RecipeFile.Load(At("sums.yaml"), ["threads=2", "model.hidden_size=32", "model.layer_count=1", "tokenizer.vocabulary_size=400"]));
        using (var folder = RunFolder.Open(At("run"), RecipeFile.Resolved(smoke), RunUse.None))
            RunCommand.Carry(App.Engines.Open, smoke, folder, new PlainDisplay(TextWriter.Null), [], TestContext.Current.CancellationToken);
        // Over the model that came of it, by adapters.
        var over = Cli.RunIn(_folder.Path, "new", "--problems", Problems(), "--model", At("run/model"), "--name", "again", "--reward", "numeric");
        Assert.Equal((0, ""), (over.Code, over.Error));
        Assert.DoesNotContain(DoctorCommand.Examine(App.Engines.Open, At("again.yaml"), []), d => d.Trouble.Name is not "prompt-beyond-network");
        Assert.Equal(16, RecipeFile.Load(At("again.yaml"), []).Policy.Adapter!.Rank);
    }

    [Fact]
    public void New_says_what_it_cannot_take_and_writes_over_nothing()
    {
        string Refused(params string[] words)
        {
            var result = Cli.RunIn(_folder.Path, ["new", .. words]);
            Assert.Equal(2, result.Code);
            return result.Error;
        }
        Assert.Contains("--problems", Refused());
        string problems = Problems();
        Assert.Contains("did you mean", Refused("--problems", At("sum.jsonl")));
        Assert.Contains("accuracy", Refused("--problems", problems, "--reward", "acuracy"));
        Assert.Contains("no such file with a reward", Refused("--problems", problems, "--reward", "mine.csx"));
        Assert.Contains("no such model", Refused("--problems", problems, "--model", "nowhere"));
        Assert.Contains("a folder can have", Refused("--problems", problems, "--name", "a/b"));
        File.WriteAllText(At("sums.yaml"), "mine");
        Assert.Contains("not written over", Refused("--problems", problems));
        Assert.Equal("mine", File.ReadAllText(At("sums.yaml")));
    }
}
