using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands;
using R1Sharp.App.Commands.Options;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Every option of every command, with what people and scripts put into them: one sentence, never a fault.</summary>
public sealed class ArgumentTests
{
    static readonly string[] s_notNumbers = ["abc", "1k", "", " ", "inf", "-inf", "nan", "NaN", "∞", "0,6", "1,000", "1.000,5", "0x10", "1_000", "1e999", "１", "@numbers", "5%", "--"];

    static readonly string[] s_notWhole = ["1e3", "1.5", "2.0", "99999999999999999999999", "-9999999999"];

    static readonly string[] s_texts = ["", " ", "@nothing", "a,b", "[x]", "{", "\u00E9\uFFFD", "1e3", new string('x', 5000)];

    // Each ends by itself, as what it names is not there, so that no option is taken far.
    static readonly string[] s_lines =
    [
        "run /nowhere.yaml", "doctor /nowhere.yaml", "bakeoff --recipe /nowhere.yaml", "reproduce --recipe /nowhere.yaml", "ranks --recipe /nowhere.yaml", "evaluate --model /nowhere --task /nowhere.jsonl", "scale --model /nowhere --task /nowhere.jsonl", "search --model /nowhere --task /nowhere.jsonl",
        "chat --model /nowhere", "serve --model /nowhere", "watch /nowhere", "new --problems /nowhere.jsonl", "completion install --home /nowhere", "completion bash", "completion zsh", "completion fish", "completion pwsh", "generate --model /nowhere --prompt x", "generate --input /nowhere.jsonl --url http://localhost:9/v1", "export --model /nowhere --gguf /nowhere/x", "import --gguf /nowhere.gguf --out /nowhere/x",
        "inspect /nowhere", "inspect . mask /nowhere.yaml", "init --config /nowhere.json --out /nowhere/x", "logprobs --model /nowhere --file /nowhere.jsonl",
        "verify --file /nowhere.jsonl", "report /nowhere", "tokenize --tokenizer /nowhere --file /nowhere.jsonl", "detokenize --tokenizer /nowhere --file /nowhere.jsonl",
        "template --tokenizer /nowhere --file /nowhere.jsonl", "reward score --file /nowhere.jsonl", "reward list", "reward lint --reward accuracy --dataset /nowhere.jsonl", "reward measure /nowhere.jsonl --model /nowhere",
        "thinking --rollouts /nowhere.jsonl", "select s1 --data /nowhere.jsonl --out /nowhere/x --count 5", "select limo --data /nowhere.jsonl --out /nowhere/x --count 5",
        "select random --data /nowhere.jsonl --out /nowhere/x --count 5", "bench matmul", "bench train --shape Q", "bench generate --shape Q", "bench grpo", "bench scaling --shape Q",
        "bench bandwidth --model /nowhere", "bench tokenize --tokenizer /nowhere --file /nowhere.txt", "bench grade", "bench data /nowhere", "bench corpus /nowhere", "bench stream", "bench serve --shape Q", "bench ask --url http://127.0.0.1:9", "bench profile --shape Q", "bench bits", "bench compare --python /nowhere",
        "bench llama --gguf /nowhere",
        "bench llama --model /nowhere", "bench speculation --model /nowhere", "bench prefixes", "sandbox /nowhere.py", "data show /nowhere", "data head /nowhere",
        "data convert /nowhere --out /nowhere/x.jsonl", "data split /nowhere --out /nowhere/x", "data mix /nowhere --out /nowhere/x.jsonl", "data forms --out /nowhere/x.jsonl",
        "sft --model_name_or_path /nowhere --dataset_name /nowhere", "grpo --model_name_or_path /nowhere --dataset_name /nowhere",
        "dpo --model_name_or_path /nowhere --dataset_name /nowhere", "verl data.train_files=/nowhere.jsonl actor_rollout_ref.model.path=/nowhere", "reward --model_name_or_path /nowhere --dataset_name /nowhere",
        "data filter /nowhere --out /nowhere/x.jsonl --pass-rate 0.1..0.9", "data push /nowhere/x --data /nowhere", "data pass-rate --model_name_or_path /nowhere --dataset_name /nowhere",
        "data documents /nowhere --out /nowhere/x", "data dedup /nowhere --out /nowhere/x", "data clean /nowhere --out /nowhere/x", "data explain /nowhere",
        "data decontaminate /nowhere --out /nowhere/x --against /nowhere.jsonl", "data recall /nowhere --out /nowhere/x --seed-data /nowhere.jsonl", "data web --out /nowhere/x --benchmark /nowhere.jsonl",
    ];

    public static TheoryData<string> Lines => [.. s_lines];

    static Command CommandOf(string line) => CommandLine.Root().Parse(line, ArgumentRules.Parsing).CommandResult.Command;

    static (int Code, string Error) Run(IEnumerable<string> words)
    {
        var error = new StringWriter();
        return (CommandLine.Run([.. words], error), error.ToString());
    }

    // The line with an option of its own in place of what it has.
    static string[] With(string line, Option option, params string[] values)
    {
        var words = line.Split(' ').ToList();
        if (words.IndexOf(option.Name) is >= 0 and int at)
            words.RemoveRange(at, 2);
        return [.. words, .. values.SelectMany(value => (string[])[option.Name, value])];
    }

    static string Sentence((int Code, string Error) result)
    {
        Assert.Equal(2, result.Code);
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("r1: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line);
        Assert.DoesNotContain("internal error", line);
        return line;
    }

    static bool IsNumber(Type type) => Number(type) == typeof(int) || Number(type) == typeof(long) || Number(type) == typeof(ulong) || Number(type) == typeof(double);

    static Type Number(Type type) => type.GetElementType() is { } element && type != typeof(string) ? element : Nullable.GetUnderlyingType(type) ?? type;

    [Fact]
    public void Every_command_that_does_something_is_tried()
    {
        static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
        var tried = s_lines.Select(CommandOf).ToHashSet();
        Assert.DoesNotContain(Below(CommandLine.Root()), c => c.Action is not null && !tried.Contains(c));
    }

    [Theory, MemberData(nameof(Lines))]
    public void A_number_is_a_number_or_a_sentence_about_it(string line)
    {
        foreach (var option in CommandOf(line).Options.Where(o => IsNumber(o.ValueType)))
        {
            Assert.Equal(typeof(NumberOption<>), option.GetType().GetGenericTypeDefinition());
            bool isReal = Number(option.ValueType) == typeof(double);
            foreach (string bad in isReal ? s_notNumbers : [.. s_notNumbers, .. s_notWhole])
                Assert.Contains(option.Name, Sentence(Run(With(line, option, bad))));
            Assert.Contains(option.Name, Sentence(Run([.. With(line, option), option.Name])));
            foreach (string bad in (string[])["-1", isReal ? "1e300" : "18446744073709551616"])
                Assert.Contains($"{option.Name} is ", Sentence(Run(With(line, option, bad))));
            if (!option.ValueType.IsArray)
                Assert.Contains(option.Name, Sentence(Run(With(line, option, "1", "1"))));
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void A_text_is_taken_or_refused_in_a_sentence(string line)
    {
        foreach (var option in CommandOf(line).Options.Where(o => o.ValueType == typeof(string) || o.ValueType == typeof(string[])))
        {
            foreach (string text in s_texts)
            {
                string sentence = Sentence(Run(With(line, option, text)));
                if (string.IsNullOrWhiteSpace(text) && option is not IFreeText)
                    Assert.Contains($"{option.Name} is empty", sentence);
            }
            Assert.Contains(option.Name, Sentence(Run([.. With(line, option), option.Name])));
            if (option.ValueType == typeof(string))
                Assert.Contains(option.Name, Sentence(Run(With(line, option, "x", "x"))));
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void Words_that_belong_nowhere_are_named(string line)
    {
        Assert.Contains("'--no-such-option'", Sentence(Run([.. line.Split(' '), "--no-such-option"])));
        foreach (var option in CommandOf(line).Options.Where(o => o.ValueType == typeof(bool) && o.Name.StartsWith("--", StringComparison.Ordinal) && o.Name is not ("--help" or "--version")))
            Assert.Contains("'perhaps'", Sentence(Run([.. line.Split(' '), $"{option.Name}=perhaps"])));
        foreach (var (word, i) in line.Split(' ').Select((word, i) => (word, i)).Where(w => w.word.StartsWith('/') && !line.Split(' ')[w.i - 1].StartsWith('-')))
            Assert.Contains("is empty", Sentence(Run([.. line.Split(' ')[..i], "", .. line.Split(' ')[(i + 1)..]])));
    }

    [Theory]
    [InlineData("0.6", 0.6), InlineData("1e-1", 0.1), InlineData(".5", 0.5), InlineData("+2", 2), InlineData("100", 100), InlineData("1E1", 10)]
    public void Numbers_are_read_the_same_under_every_culture(string text, double expected)
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator, german.NumberFormat.NegativeSign) = (",", ".", "−");
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            var option = new NumberOption<double>("--temperature", 0, 100);
            Assert.Equal(expected, new RootCommand { option }.Parse(["--temperature", text]).GetValue(option));
            Assert.Contains("a point, not a comma: 0.6", new RootCommand { option }.Parse(["--temperature", "0,6"]).Errors[0].Message);
            Assert.Contains("--temperature is 100.5, but must lie between 0 and 100", new RootCommand { option }.Parse(["--temperature", "100.5"]).Errors[0].Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("'--modell' (did you mean '--model'?)", "generate", "--modell", "x", "--prompt", "y")]
    [InlineData("'rnu' (did you mean 'run'?)", "rnu")]
    [InlineData("'--preset': Argument 'x' not recognized. Must be one of: 'r1' 'open-r1'", "evaluate", "--model", "x", "--task", "y", "--preset", "x")]
    [InlineData("'r1 bench bandwidth --help'", "bench", "bandwidth", "--runs", "0")]
    [InlineData("'@file'", "@file")]
    public void The_sentence_helps(string expected, params string[] words) => Assert.Contains(expected.Replace("'--preset'", "--preset"), Sentence(Run(words)));

    [Fact]
    public void A_word_after_an_at_sign_is_a_text()
    {
        Assert.Contains("@model: there is no such model", Sentence(Run(["generate", "--model", "@model", "--prompt", "@home"])));
    }
}
