// A model of this process as an IChatClient: streams, tools, answers of a type, usage.
//   dotnet run -- MODEL     with the Hugging Face folder of a model; without it a small one is made here, which knows three answers by heart.

using System.ComponentModel;
using Microsoft.Extensions.AI;
using R1Sharp;

using var model = args.Length > 0 ? R1Model.Load(args[0], new() { IsForSampling = true }) : Parrot.Make();
using IChatClient client = new ChatClientBuilder(model.AsChatClient()).UseFunctionInvocation().Build();

// Streams.
UsageDetails? usage = null;
await foreach (var update in client.GetStreamingResponseAsync("Who are you?", new() { Temperature = 0, MaxOutputTokens = 64 }))
{
    Console.Write(update.Text);
    usage = update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details ?? usage;
}
Console.WriteLine($"\n{usage!.InputTokenCount} tokens in, {usage.OutputTokenCount} out");

// Tools: the model must call this one, with arguments of its schema; what it returns goes back to the model.
int calls = 0;
var tool = AIFunctionFactory.Create(([Description("Degrees of the oven.")] Oven oven) => { calls++; return $"The oven is at {oven.Degrees}."; }, "heat", "Heats the oven.");
var options = new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireAny, MaxOutputTokens = 300, Seed = 1 };
var response = await client.GetResponseAsync("Heat the oven.", options);
Console.WriteLine($"{calls} call: {string.Join(" → ", response.Messages.Select(message => message.Role))}");

// Answers of a type.
var answer = await client.GetResponseAsync<Oven>("How hot is it?", new ChatOptions { MaxOutputTokens = 300, Seed = 1 });
Console.WriteLine($"typed: {answer.Result.Degrees}");

/// <summary>What is asked for.</summary>
/// <param name="Degrees">From 0 to 300.</param>
record Oven([property: System.ComponentModel.DataAnnotations.Range(0, 300)] int Degrees);
