using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Labelled steps in the forms in which they are published.</summary>
public sealed class LabelledStepsTests
{
    static JsonLine Row(string json) => new("F", 1, JsonElement.Parse(json));

    static string[] Read(string json) => [.. LabelledSteps.Of(Row(json)).Select(a => $"{a.Question} | {a.Completion.Replace("\n", " / ")} | {string.Join(' ', a.Labels)}")];

    [Theory]
    [InlineData("""{"prompt":"1+1+1?","completions":["1+1=2","2+1=4"],"labels":[true,false]}""", "1+1+1? | 1+1=2 / 2+1=4 | 1 0")]
    [InlineData("""{"prompt":[{"role":"user","content":"1+1?"}],"completions":["so 2\n\n# Answer\n\n2"],"labels":[0.75]}""", "1+1? | so 2 # Answer 2 | 0.75")]
    [InlineData("""{"input":"1+1+1? Step 1: 1+1=2 ки\nStep 2: 2+1=4 The answer is: 4 ки","label":"1+1+1? Step 1: 1+1=2 +\nStep 2: 2+1=4 The answer is: 4 -","task":"GSM8K"}""",
        "1+1+1? | Step 1: 1+1=2 / Step 2: 2+1=4 The answer is: 4 | 1 0")]
    [InlineData("""{"input":"Is it? It is. ки","label":"Is it? It is. +","task":"MATH"}""", "Is it? | It is. | 1")]
    [InlineData("""{"prompt":"q","completions":["a",""," ","b"],"labels":[true,false,true,false]}""", "q | a / b | 1 0")]
    [InlineData("""{"id":"gsm8k-0","problem":"1+1+1?","steps":["1+1=2","2+1=4","so 4"],"final_answer_correct":false,"label":1}""", "1+1+1? | 1+1=2 / 2+1=4 | 1 0")]
    [InlineData("""{"problem":"1+1?","steps":["1+1=2"],"label":-1}""", "1+1? | 1+1=2 | 1")]
    [InlineData("""{"problem":"1+1?","steps":["1+1=3","so 3"],"label":0}""", "1+1? | 1+1=3 | 0")]
    [InlineData("""{"input":"A pen ки costs 2. Step 1: 2 ки","label":"A pen - costs 2. Step 1: 2 +","task":"MATH"}""", "A pen  costs 2. | Step 1: 2 | 1")]
    public void A_row_is_a_question_with_steps(string json, string read)
    {
        Assert.True(LabelledSteps.IsIn(Row(json)));
        Assert.Equal([read], Read(json));
    }

    [Fact]
    public void Rated_alternatives_end_where_others_were_chosen()
    {
        const string Steps = """
            {"completions":[{"text":"a","rating":1},{"text":"b","rating":-1},{"text":"c","rating":null}],"human_completion":null,"chosen_completion":0},
            {"completions":[{"text":"d","rating":-1}],"human_completion":{"text":"e"},"chosen_completion":null},
            {"completions":[{"text":"f","rating":0}],"human_completion":null,"chosen_completion":0}
            """;
        string Of(string steps) => $$$"""{"question":{"problem":"q"},"label":{"steps":[{{{steps}}}],"finish_reason":"solution"}}""";
        Assert.Equal(["q | b | 0", "q | a / d | 1 0", "q | a / e / f | 1 1 1"], Read(Of(Steps)));
        // Found wrong at the last step, whose alternatives are all there is.
        Assert.Equal(["q | b | 0", "q | a / d | 1 0", "q | a / e / g | 1 1 0"],
            Read(Of(Steps[..Steps.LastIndexOf('\n')] + """{"completions":[{"text":"g","rating":-1}],"human_completion":null,"chosen_completion":null}""")));
        Assert.Equal(["q | b | 0"], Read(Of("""{"completions":[{"text":"b","rating":-1}],"human_completion":null,"chosen_completion":null},{"completions":null,"human_completion":null,"chosen_completion":null}""")));
    }

    [Theory]
    [InlineData("""{"prompt":"q","completions":["a","b"],"labels":[true]}""", "F:1: the column 'completions' holds 2 steps, but 'labels' holds 1.")]
    [InlineData("""{"prompt":"q","completions":["a"],"labels":["+"]}""", "F:1: the column 'labels' holds \"+\", but a label is true, false or a number from 0 to 1.")]
    [InlineData("""{"prompt":"q","completions":["", " \n"],"labels":[true,true]}""", "F:1: no step is labelled; take the line out.")]
    [InlineData("""{"prompt":"q","completions":[],"labels":[]}""", "F:1: no step is labelled; take the line out.")]
    [InlineData("""{"prompt":"q","completions":[1],"labels":[true]}""", "F:1: the column 'completions' is no list of texts.")]
    [InlineData("""{"input":"q? Step 1: a ки","label":"q? Step 1: a ки"}""", "F:1: the column 'label' has neither + nor - in the place of mark 1 of 'input'.")]
    [InlineData("""{"input":"q. a ки","label":"q. a +"}""", "F:1: where the question in 'input' ends is not known: neither 'Step 1:' nor a question mark is in it.")]
    [InlineData("""{"question":{"problem":"q"},"label":{"steps":[{"completions":[{"text":"a","rating":2}],"chosen_completion":0}]}}""", "F:1: a step is rated 2, but ratings are -1, 0 and 1.")]
    [InlineData("""{"question":{"problem":"q"},"label":{"steps":["a"]}}""", "F:1: 'label.steps' holds \"a\", where a step or one of its completions is wanted.")]
    [InlineData("""{"question":{"problem":"q"},"label":{"steps":[{"completions":[{"rating":1}],"chosen_completion":0}]}}""", "F:1: a completion of a step has no text.")]
    [InlineData("""{"problem":"q","steps":["a"],"label":1}""", "F:1: the column 'label' holds 1, but the first wrong of 1 steps is -1, where none is, or a number from 0.")]
    [InlineData("""{"problem":"q","steps":["a"],"label":-2}""", "F:1: the column 'label' holds -2, but the first wrong of 1 steps is -1, where none is, or a number from 0.")]
    [InlineData("""{"problem":"q","steps":["a",2],"label":-1}""", "F:1: the column 'steps' is no list of texts.")]
    [InlineData("""{"question":"q","answer":"a"}""", "F:1: the data begins with rows whose steps are labelled, but this one has none that are; it has question, answer.")]
    public void What_is_wrong_is_one_sentence(string json, string sentence) => Assert.Equal(sentence, Assert.Throws<UserErrorException>(() => Read(json)).Message);

    [Theory]
    [InlineData("""{"prompt":"q","completion":"a","label":true}""")]
    [InlineData("""{"input":"q","label":"+"}""")]
    [InlineData("""{"question":"q","label":{"steps":[]}}""")]
    public void Other_rows_have_no_such_shape(string json) => Assert.False(LabelledSteps.IsIn(Row(json)));
}
