// r1 reward score: a line in, a line out.

using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands;
using R1Sharp.App.Data;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using Xunit;

namespace R1Sharp.Tests.Commands;

public sealed class RewardCommandTests
{
    static (int Code, string Answer) Score(string lines, bool withReasons = false)
    {
        using var output = new MemoryStream();
        int code = JsonLines.Answer(new MemoryStream(Encoding.UTF8.GetBytes(lines)), output, (line, answer) => RewardLine.Answer(line, answer, RewardHost.None, withReasons));
        return (code, Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n'));
    }

    [Theory]
    [InlineData("""{"reward":"format","params":{},"completions":["<think>\nr\n</think>\n<answer>\n42\n</answer>","42"]}""", "[1,0]")]
    [InlineData("""{"reward":"cosine_scaled","params":{"max_len":100},"completions":["\\boxed{42}","\\boxed{41}"],"solutions":["42","42"],"completion_token_counts":[50,50]}""", "[0.75,-0.75]")]
    [InlineData("""{"reward":"len","completions":["\\boxed{42}","\\boxed{42}"],"solutions":["42","42"],"completion_token_counts":[10,20]}""", "[0.5,-0.5]")]
    [InlineData("""{"reward":"len","completions":["\\boxed{42}","\\boxed{42} yes, it is"],"solutions":["42",42]}""", "[0.5,-0.5]")]
    [InlineData("""{"reward":"accuracy","completions":["\\boxed{42}","\\boxed{42}"],"solutions":["42",null]}""", "[1,null]")]
    [InlineData("""{"reward":"accuracy","completions":[[{"role":"assistant","content":"\\boxed{42}"}]],"solutions":["42"]}""", "[1]")]
    [InlineData("""{"reward":"accuracy","params":{"percent":"hundredth"},"completions":["\\boxed{50}","\\boxed{0.5}"],"solutions":["50%","50%"]}""", "[0,1]")]
    [InlineData("""{"reward":"accuracy","params":{"logarithm":"natural","rounded_digits":null},"completions":["\\boxed{2}","\\boxed{0.333333333}"],"solutions":["\\log 100","1/3"]}""", "[0,0]")]
    [InlineData("""{"reward":"accuracy","params":{"inequality_matches_interval":false,"bare_lists_are_unordered":false},"completions":["\\boxed{(1,\\infty)}","\\boxed{2, 1}"],"solutions":["x>1","1, 2"]}""", "[0,0]")]
    [InlineData("""{"reward":"accuracy","completions":["\\boxed{70}","\\boxed{1, 2}","\\boxed{5}"],"solutions":["['70']",[1,2],5.0]}""", "[1,1,1]")]
    [InlineData("""{"reward":"accuracy","completions":["\\boxed{2, 1}","\\boxed{12}"],"solutions":[["1"," 2"],["1","2"]]}""", "[1,0]")]
    [InlineData("""{"reward":"soft_overlong","params":{"max_completion_len":100,"soft_punish_cache":20},"completions":["","",""],"completion_token_counts":[80,90,101]}""", "[0,-0.5,-1]")]
    [InlineData("""{"reward":"soft_overlong","params":{"max_completion_len":4,"soft_punish_cache":2},"completions":["𝒳𝒳𝒳"]}""", "[-0.5]")]
    [InlineData("""{"reward":"repetition_penalty","params":{"ngram_size":2,"max_penalty":-1.0,"unit":"tokens"},"completions":["",""],"completion_ids":[[1,2,3,4],[5,5,5,5,5]]}""", "[0,-0.75]")]
    [InlineData("""{"reward":"language_consistency","params":{"language":"zh"},"completions":["你好 world","1+1"]}""", "[0.6666666666666666,null]")]
    [InlineData("""{"reward":"language_consistency","completions":["你好 world"],"prompt":"为什么?"}""", "[0.6666666666666666]")]
    [InlineData("""{"reward":"think_format","completions":["r</think>42"],"prompts":["Why?<think>\n"]}""", "[1]")]
    [InlineData("""{"reward":"stop","completions":["a","a"],"finish_reasons":["stop","length"],"id":7}""", "[0,-1]")]
    [InlineData("""{"reward":"ifeval","params":{"instruction_id":"keywords:frequency","kwargs":{"keyword":"a","frequency":2,"relation":"at least"}},"completions":["a a","a"]}""", "[1,0]")]
    [InlineData("""{"reward":"countdown","completions":["<answer>1+2</answer>"],"solutions":[{"target":3,"nums":[1,2]}]}""", "[1]")]
    [InlineData("""{"reward":"tag_count","completions":[]}""", "[]")]
    public void Scores(string line, string scores) => Assert.Equal((0, $$"""{"scores":{{scores}}}"""), Score(line));

    [Theory]
    [InlineData("""{"completions":["a"]}""", "reward")]
    [InlineData("""{"reward":"formt","completions":["a"]}""", "'format'")]
    [InlineData("""{"reward":"format"}""", "completions")]
    [InlineData("""{"reward":"format","completions":"a"}""", "list")]
    [InlineData("""{"reward":"format","completions":[1]}""", "texts")]
    [InlineData("""{"reward":"format","completion":["a"]}""", "'completions'")]
    [InlineData("""{"reward":"accuracy","completions":["a"]}""", "solutions")]
    [InlineData("""{"reward":"accuracy","completions":["a"],"solutions":["a","b"]}""", "2 elements")]
    [InlineData("""{"reward":"soft_overlong","completions":["a"],"completion_token_counts":[-1]}""", "completion_token_counts")]
    [InlineData("""{"reward":"repetition_penalty","params":{"max_penalty":0.5},"completions":["a"]}""", "max_penalty")]
    [InlineData("""{"reward":"repetition_penalty","params":[1],"completions":["a"]}""", "params")]
    [InlineData("""{"reward":"language_consistency","completions":["a"]}""", "language")]
    [InlineData("""{"reward":"accuracy","params":{"percent":"tenth"},"completions":["a"],"solutions":["a"]}""", "either, hundredth, dropped")]
    [InlineData("""{"reward":"accuracy","params":{"relative_tolerance":0.5},"completions":["a"],"solutions":["a"]}""", "between 0 and 0.1")]
    [InlineData("""{"reward":"accuracy","params":{"drop_lone_unit":true},"completions":["a"],"solutions":["a"]}""", "'drop_lone_units'")]
    [InlineData("""{"reward":"stop","completions":["a"],"finish_reasons":["eos"]}""", "eos")]
    [InlineData("""{"reward":"ifeval","params":{"instruction_id":"keywords:frequency","kwargs":{}},"completions":["a"]}""", "keyword")]
    public void A_wrong_line_is_answered_by_an_error_and_the_rest_go_on(string line, string named)
    {
        var (code, answer) = Score(line + "\n" + """{"reward":"tag_count","completions":[""]}""");
        string[] answers = answer.Split('\n');
        Assert.Equal(1, code);
        Assert.Contains(named, (string)JsonNode.Parse(answers[0])!["error"]!);
        Assert.Equal("""{"scores":[0]}""", answers[1]);
    }

    [Fact]
    public void Reasons_stand_beside_the_scores_where_they_are_asked_for() =>
        Assert.Equal("""{"scores":[0],"reasons":["no <think>"]}""", Score("""{"reward":"format","completions":["42"]}""", withReasons: true).Answer);

    [Fact]
    public void The_list_has_every_reward_with_every_parameter()
    {
        var list = JsonNode.Parse(RewardListing.Json())!.AsArray();
        Assert.Equal(RewardCatalog.Names, list.Select(r => (string)r!["name"]!));
        string text = RewardListing.Text();
        foreach (var reward in RewardCatalog.Descriptions)
        {
            Assert.Contains(reward.Formula, text);
            Assert.All(reward.Parameters, parameter => Assert.Contains(parameter.Meaning, text));
        }
    }

    [Fact]
    public void The_commands_run()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "lint-problems.jsonl");
        File.WriteAllText(file, """{"problem":"6 * 7?","answer":"42"}""" + "\n" + """{"problem":"Which?","answer":"B"}""" + "\n");
        var scored = Cli.RunWith("""{"reward":"tag_count","completions":[""]}""", "reward", "score", "--file", "-");
        Assert.Equal((0, "{\"scores\":[0]}\n"), (scored.Code, scored.Output));
        var linted = Cli.Run("reward", "lint", "--reward", "numeric", "--dataset", file);
        Assert.Equal(1, linted.Code);
        Assert.Contains("row 1 (lint-problems:2)", linted.Output);
        Assert.Equal(0, Cli.Run("reward", "lint", "--reward", "exact_match", "--dataset", file).Code);
    }
}
