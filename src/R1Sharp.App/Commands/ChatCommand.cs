// r1 chat --model DIR: a question, and the answer as it is produced, again and again. Each question stands alone, as in
// training. Where the input is not a terminal, each of its lines is a question. What the model did not choose itself is dim and
// underlined in a terminal.

using System.CommandLine;
using System.Text;
using R1Sharp.App.Data;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The command that talks.</summary>
public static class ChatCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var options = new ModelOptionsGroup();
        var command = new Command("chat", "Talk to a model: each line is a question.");
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
        using var lines = RawLines.Of(StandardStreams.Input()).GetEnumerator();
        if (isTerminal)
            Console.WriteLine("Ask; an empty line or Ctrl-D ends.");
        for (int turn = 0; ; turn++)
        {
            if (isTerminal)
                Console.Write("> ");
            if ((isTerminal ? Console.ReadLine() : lines.MoveNext() ? Question(lines.Current) : null) is not { } question
                || (isTerminal && question.Length == 0))
                return;
            if (question.Trim().Length > 0)
                Answer(model, question.Trim(), request with { Step = turn }, Console.Out);
        }
    }

    static string Question((int Number, byte[] Text) line) => Utf8Text.FirstWrongByte(line.Text) is >= 0 and var wrong
        ? throw new UserErrorException($"{StandardStreams.InputName}:{line.Number}:{wrong + 1}: {Utf8Text.Sentence(line.Text, wrong)}")
        : Encoding.UTF8.GetString(line.Text);

    /// <summary>Answers one question as the answer is produced.</summary>
    internal static void Answer(LoadedModel model, string question, GenerationRequest request, TextWriter output)
    {
        var template = model.Template;
        int[] prompt = model.Tokenizer.Encode(template.Render(question));
        int most = model.MaxPositions;
        if (prompt.Length >= most)
        {
            output.WriteLine($"(The question has {prompt.Length} tokens; the model has room for {most - 1}.)");
            return;
        }
        var text = new StreamingDecoder(model.Tokenizer, skipSpecial: true);
        var shown = new ForcedText(output, ForcedText.IsShown);
        var stops = new StopTextFilter(request.Sampling.StopStrings);
        shown.Write(template.Prefill, isForced: false);
        model.Policy.Generate([request with { Prompt = prompt }], (_, _, token, isForced) => Show(text.Add(token), isForced));
        shown.End(stops.Add(text.Finish()) + stops.Finish());

        // Only what the model chose can end a completion.
        void Show(string piece, bool isForced)
        {
            if (isForced)
                shown.Write(stops.Finish(), isForced: false);
            shown.Write(isForced ? piece : stops.Add(piece), isForced);
        }
    }
}
