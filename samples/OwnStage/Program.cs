// A recipe with a kind of stage of one's own: dotnet run -- RUN_FOLDER

using R1Sharp;

R1Recipe.AddStage(new VowelStage());
string folder = R1Recipe.Run("recipe.yaml", new() { Folder = args.FirstOrDefault(), Log = Console.Out });
using var model = R1Model.Load(Path.Combine(folder, "model"));
Console.WriteLine($"The model writes: {model.Continue("the ", sampling: new() { MaxCompletionTokens = 32 })[0]}");
