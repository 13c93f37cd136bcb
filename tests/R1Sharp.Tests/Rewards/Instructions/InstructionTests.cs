// Every instruction of IFEval with responses that follow it and such that do not.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Instructions;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards.Instructions;

public sealed class InstructionTests
{
    static bool Follows(string id, string kwargs, string response, bool loose = false)
    {
        var test = Instruction.Test(id, JsonValues.Map(JsonElement.Parse(kwargs)));
        return loose ? Instruction.FollowsLoosely(test, response) : Instruction.FollowsStrictly(test, response);
    }

    [Fact]
    public void There_are_25() => Assert.Equal(25, Instruction.All.Count);

    [Theory]
    [InlineData("keywords:existence", """{"keywords":["romantic","river","Mona Lisa"]}""", "A Romantic city by the rivers, home of the mona lisa.", "A romantic city by the river.")]
    [InlineData("keywords:existence", """{"keywords":["C++"]}""", "I like C++ and C.", "I like D.")]
    [InlineData("keywords:frequency", """{"keyword":" keyword ","frequency":3,"relation":"at least"}""", "keyword, Keyword, KEYWORDS", "keyword, Keyword")]
    [InlineData("keywords:frequency", """{"keyword":"keyword","frequency":3,"relation":"less than"}""", "keyword, Keyword", "keyword, Keyword, KEYWORD")]
    [InlineData("keywords:forbidden_words", """{"forbidden_words":["GENE","TRANSFORM"]}""", "Generative transformers", "They transform text.")]
    [InlineData("keywords:letter_frequency", """{"letter":"T","let_frequency":4,"let_relation":"at least"}""", "There is the T. Four T's.", "Two: t, T.")]
    [InlineData("keywords:letter_frequency", """{"letter":"#","let_frequency":4,"let_relation":"less than"}""", "#one #two #three", "#one #two #three #four")]
    [InlineData("language:response_language", """{"language":"de"}""", "Das ist eine Antwort auf die Frage, und sie ist nicht lang.", "This is an answer to the question.")]
    [InlineData("length_constraints:number_words", """{"num_words":6,"relation":"at least"}""", "Hyphenated-word has two word counts", "word1, word2, word3, word4.")]
    [InlineData("length_constraints:number_words", """{"num_words":5,"relation":"less than"}""", "word1, word2, word3, word4.", "one two three four five")]
    [InlineData("length_constraints:number_sentences", """{"num_sentences":4,"relation":"at least"}""", "xxxx. xx,x! xx|x. x&x x?", "xxxx. xx,x! xx|x x&x x?")]
    [InlineData("length_constraints:number_sentences", """{"num_sentences":4,"relation":"less than"}""", "xx,x. xx,x! xx/x.", "xx,x. xx,x! xx/x. x{x}x?")]
    [InlineData("length_constraints:number_paragraphs", """{"num_paragraphs":3}""", "***\np1\n***\np2\n***\np3\n***", "p1\n***\n***\np2\n***\np3")]
    [InlineData("length_constraints:nth_paragraph_first_word", """{"num_paragraphs":3,"nth_paragraph":2,"first_word":"Really"}""", "One.\n\n\"Really?! Yes.\"\n\nThree.", "One.\n\nRea!lly\n\nThree.")]
    [InlineData("length_constraints:nth_paragraph_first_word", """{"num_paragraphs":3,"nth_paragraph":2,"first_word":"i"}""", "a\n\nI b\n\nc", "a\n\nI b")]
    [InlineData("detectable_content:number_placeholders", """{"num_placeholders":3}""", "[name] [address] [a b]", "[name] [address]")]
    [InlineData("detectable_content:postscript", """{"postscript_marker":"P.S."}""", "Text. (same line) P. S. More.", "Text. PS: more.")]
    [InlineData("detectable_content:postscript", """{"postscript_marker":"P.P.S"}""", "text.\np.p.s what", "Text.\nP.S. more")]
    [InlineData("detectable_content:postscript", """{"postscript_marker":"PS:"}""", "Text.\nps: more", "Text.\nP.S. more")]
    [InlineData("detectable_format:number_bullet_lists", """{"num_bullets":3}""", "List:\n* a\n  *b\n- c\nend", "List:\n* a\n- b")]
    [InlineData("detectable_format:number_bullet_lists", """{"num_bullets":1}""", "P 1\n***\nP 2\n* only one\n", "* a\n* b")]
    [InlineData("detectable_format:constrained_response", "{}", " My answer is no. Really.", "My answer is perhaps.")]
    [InlineData("detectable_format:number_highlighted_sections", """{"num_highlights":4}""", "*two different* highlighted *sections in the same* line. **This** and **that.**", "*one* **two** *three")]
    [InlineData("detectable_format:multiple_sections", """{"section_spliter":"SECTION","num_sections":2}""", "SECTION 1\ntext\nSECTION 2\ntext", "Section 1\ntext\nSECTION 2\ntext")]
    [InlineData("detectable_format:json_format", "{}", "```json\n{\"a\": [1, NaN]}\n```", "{'a': 1}")]
    [InlineData("detectable_format:json_format", "{}", "[\"NaN is \\\" a word\"]", "{\"a\": 1,}")]
    [InlineData("detectable_format:title", "{}", "text\n<<Song of Joy>>\n", "<< >>\n<<no\ntitle>>")]
    [InlineData("combination:two_responses", "{}", "******\nResponse 1\n******\nResponse 2\n******", "Same\n******\nSame")]
    [InlineData("combination:two_responses", "{}", "One\n******\nTwo", "One\n******\n******\nTwo")]
    [InlineData("combination:repeat_prompt", """{"prompt_to_repeat":"Write a CL description."}""", " write a CL description. Here it is.", "Hi. Write a CL description.")]
    [InlineData("startend:end_checker", """{"end_phrase":" Any more questions? "}""", "The answer is 7. \"any more questions?\"", "Any more questions? No.")]
    [InlineData("startend:quotation", "{}", " \"All of it.\" \n", "\"Some\" of it.")]
    [InlineData("change_case:capital_word_frequency", """{"capital_frequency":3,"capital_relation":"at least"}""", "HERE there are THREE FUlly CAPITAL words.", "HERE there are TWO.")]
    [InlineData("change_case:capital_word_frequency", """{"capital_frequency":5,"capital_relation":"less than"}""", "THERE are Four FULLY CAPITAL WORDS. Many Others.", "A B C D E")]
    [InlineData("change_case:english_capital", "{}", "THIS IS AN ENGLISH SENTENCE. EVERY LETTER IS CAPITALIZED!!!", "Every Word Is Capitalized.")]
    [InlineData("change_case:english_lowercase", "{}", "every letter is lowercase.", "Almost every letter is lowercase.")]
    [InlineData("punctuation:no_comma", "{}", "Every sentence is short. No comma.", "Since then, people punctuate.")]
    public void Instructions(string id, string kwargs, string follows, string doesNot)
    {
        Assert.True(Follows(id, kwargs, follows), follows);
        Assert.False(Follows(id, kwargs, doesNot), doesNot);
        Assert.False(Follows(id, kwargs, " \n"));
    }

    [Theory]
    [InlineData("startend:quotation", "{}", "Sure, here it is:\n\"All of it.\"")]
    [InlineData("startend:quotation", "{}", "\"All of it.\"\nI hope this helps.")]
    [InlineData("startend:quotation", "{}", "Sure:\n\"All of it.\"\nI hope this helps.")]
    [InlineData("startend:end_checker", """{"end_phrase":"The end."}""", "Text. **The end.**")]
    [InlineData("punctuation:no_comma", "{}", "Sure, here it is:\nNo comma here.")]
    public void Loose_takes_off_first_and_last_lines_and_asterisks(string id, string kwargs, string response)
    {
        Assert.False(Follows(id, kwargs, response));
        Assert.True(Follows(id, kwargs, response, loose: true));
    }

    [Theory]
    [InlineData("keywords:exist", "{}", "keywords:existence")]
    [InlineData("keywords:existence", "{}", "keywords")]
    [InlineData("keywords:existence", """{"keywords":[]}""", "keywords")]
    [InlineData("punctuation:no_comma", """{"keywords":["a"]}""", "no arguments")]
    [InlineData("length_constraints:number_words", """{"num_words":-1,"relation":"at least"}""", "num_words")]
    [InlineData("length_constraints:number_words", """{"num_words":10,"relation":"at most"}""", "at most")]
    [InlineData("keywords:letter_frequency", """{"letter":"ab","let_frequency":1,"let_relation":"at least"}""", "single character")]
    [InlineData("length_constraints:nth_paragraph_first_word", """{"num_paragraphs":2,"nth_paragraph":3,"first_word":"a"}""", "paragraph 3")]
    [InlineData("language:response_language", """{"language":"xx"}""", "xx")]
    public void Wrong_arguments_are_refused(string id, string kwargs, string named) =>
        Assert.Contains(named, Assert.Throws<UserErrorException>(() => Follows(id, kwargs, "text")).Message);

    [Fact]
    public void Nulls_are_not_given() => Assert.True(Follows("punctuation:no_comma", """{"keywords":null,"num_words":null}""", "text"));

    [Fact]
    public void The_reward_is_the_share_of_instructions_followed_after_the_thoughts()
    {
        double? Score(string completion, string aggregate) => RewardCatalog.Create("ifeval", JsonValues.Map(JsonElement.Parse(
            $$"""{"instruction_id_list":["punctuation:no_comma","startend:quotation"],"kwargs":[{},{}],"aggregate":"{{aggregate}}"}"""))).Score(Input(completion)).Value;
        Assert.Equal(0.5, Score("No comma", "share"));
        Assert.Equal(0, Score("No comma", "all"));
        Assert.Equal(1, Score("\"No comma\"", "all"));
        Assert.Equal(1, Score("<think>well, well</think>\n\"No comma\"", "share"));
        Assert.Equal(0, Score("<think>\"No comma\"", "share"));
    }

    [Fact]
    public void The_reward_reads_the_columns_of_a_data_set()
    {
        var input = Input("No comma", gold: "");
        var problem = input.Problem with { Columns = new Dictionary<string, string> { ["instruction_id_list"] = """["punctuation:no_comma","keywords:existence"]""", ["kwargs"] = """[{"num_words":null},{"keywords":["yes"]}]""" } };
        Assert.Equal(0.5, RewardCatalog.Create("ifeval").Score(input with { Problem = problem }).Value);
        Assert.Null(RewardCatalog.Create("ifeval").Score(input).Value);
        Assert.Empty(GoldCheck.Find([problem]));
    }
}
