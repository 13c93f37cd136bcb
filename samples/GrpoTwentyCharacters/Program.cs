// Reinforcement with a reward of one's own: completions of about twenty characters, the first example of TRL.
//   dotnet run -- MODEL OUT     with the Hugging Face folder of a model; without it a small one is made here, which has only read a few sentences.

using R1Sharp;

string[] questions = ["The cat", "A dog", "My house", "The sun"];
using var model = args.Length > 0 ? R1Model.Load(args[0]) : Beginner.Make(questions);

var options = GrpoTraining.OptionsFor(model) with { Steps = 30, MaxCompletionTokens = 64, LearningRate = new() { Peak = 1e-3, WarmupSteps = 5 } };
GrpoTraining.Run(model, questions, completion => -Math.Abs(20 - completion.Length), options,
    step => Console.WriteLine($"step {step.Report.Step + 1}: reward {step.Report.Reward:0.0}, {step.Report.CompletionTokens:0.0} tokens"));

foreach (string completion in model.Ask(questions[0], count: 3))
    Console.WriteLine($"{completion.Length} characters: {completion}");
model.Save(args.Length > 1 ? args[1] : "twenty");
