// r1 chat --model DIR: a question, and the answer as it is produced, again and again, with all turns in the prompt where the template knows
// turns. Where the input is not a terminal, each of its lines is a question or a command. What the model did not choose itself is dim
// and underlined in a terminal.

using System.CommandLine;
using System.Text;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The command that talks.</summary>
static class ChatCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var options = new ModelOptionsGroup();
        var command = new Command("chat", "Talk to a model: each line is a question; /reset forgets what was said, /system TEXT sets the system's message.");
        var thinking = new ThinkingOptionsGroup();
        options.AddTo(command);
        thinking.AddTo(command);
        command.SetAction(parsed =>
        {
            using var engine = engines(options.Threads(parsed));
            using var model = options.Load(parsed, engine);
            Talk(model, new()
            {
                Prompt = [],
                Sampling = options.Sampling(parsed, model),
                Seed = options.Seed(parsed),
                Interject = options.Tool(parsed, model),
                Steering = thinking.Steering(parsed, model.Tokenizer),
                Decode = tokens => model.Tokenizer.Decode(tokens),
            });
            return ExitCode.Fine;
        });
        return command;
    }

    static void Talk(LoadedModel model, GenerationRequest request)
    {
        bool isTerminal = !Console.IsInputRedirected;
        var turns = new ChatTurns(model.Template);
        using var lines = RawLines.Of(StandardStreams.Input()).GetEnumerator();
        if (isTerminal)
            Console.WriteLine(turns.Usage);
        for (int turn = 0; ; turn++)
        {
            if (isTerminal)
                Console.Write("> ");
            if ((isTerminal ? Console.ReadLine() : lines.MoveNext() ? Question(lines.Current) : null) is not { } question
                || (isTerminal && question.Length == 0))
                return;
            if (question.Trim() is { Length: > 0 } asked)
                Take(model, turns, asked, request with { Step = turn });
        }
    }

    static void Take(LoadedModel model, ChatTurns turns, string line, GenerationRequest request)
    {
        if (turns.Command(line) is { } said)
            Console.WriteLine(said);
        else if (Answer(model, turns.Prompt(line), request, Console.Out) is { } completion)
            turns.Add(line, completion);
    }

    static string Question((int Number, byte[] Text) line) => Utf8Text.FirstWrongByte(line.Text) is >= 0 and var wrong
        ? throw new UserErrorException($"{StandardStreams.InputName}:{line.Number}:{wrong + 1}: {Utf8Text.Sentence(line.Text, wrong)}")
        : Encoding.UTF8.GetString(line.Text);

    /// <summary>Answers a prompt as the answer is produced; null where there is no room for one.</summary>
    internal static string? Answer(LoadedModel model, string promptText, GenerationRequest request, TextWriter output)
    {
        int[] prompt = model.Tokenizer.Encode(promptText);
        int most = model.MaxPositions;
        if (prompt.Length >= most)
        {
            output.WriteLine($"(The prompt has {prompt.Length} tokens; the model has room for {most - 1}. /reset forgets what was said before.)");
            return null;
        }
        var text = new StreamingDecoder(model.Tokenizer, skipSpecial: true);
        var shown = new ForcedText(output, ForcedText.IsShown);
        var stops = new StopTextFilter(request.Sampling.StopStrings);
        shown.Write(model.Template.Prefill, isForced: false);
        var completion = model.Policy.Generate([request with { Prompt = prompt }], (_, _, token, isForced) => Show(text.Add(token), isForced))[0][0];
        shown.End(stops.Add(text.Finish()) + stops.Finish());
        return StopText.Trim(completion, model.Tokenizer.Decode(completion.Tokens, skipSpecial: true), request.Sampling.StopStrings,
            tokens => model.Tokenizer.Decode(tokens, skipSpecial: true));

        // Only what the model chose can end a completion.
        void Show(string piece, bool isForced)
        {
            if (isForced)
                shown.Write(stops.Finish(), isForced: false);
            shown.Write(isForced ? piece : stops.Add(piece), isForced);
        }
    }
}
