// A grader of mathematics as a service. It needs the package R1Sharp.Learning alone, which has no dependencies.
//   dotnet run -- --urls http://127.0.0.1:5000
//   curl -s http://127.0.0.1:5000/grade -H 'content-type: application/json' -d '{"gold": "\\frac{1}{2}", "completion": "The answer is 0.5"}'

using R1Sharp.Learning.Rewards.Accuracy;

var app = WebApplication.CreateBuilder(args).Build();
var grader = new AnswerGrader();

app.MapPost("/grade", (Question question) => grader.Grade(question.Completion, question.Gold));
app.MapPost("/grades", (Question[] questions) => questions.AsParallel().AsOrdered().Select(question => grader.Grade(question.Completion, question.Gold)));
app.Run();

/// <summary>What is graded.</summary>
/// <param name="Gold">The right answer.</param>
/// <param name="Completion">What a model wrote.</param>
record Question(string Gold, string Completion);
