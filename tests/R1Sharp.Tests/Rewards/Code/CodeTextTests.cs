using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Code;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>What needs no sandbox: finding the program, reading tests, comparing outputs.</summary>
public sealed class CodeTextTests
{
    const string Program = "n = int(input())\nif n:\n    print(n)";

    /// <summary>Blocks as models write them; each holds <see cref="Program"/>.</summary>
    public static TheoryData<string> Written =>
    [
        "```python title=\"a.py\"\n{0}\n```", "```python {.numberLines}\n{0}\n```", "```{python}\n{0}\n```", "```{.python .numberLines startFrom=\"1\"}\n{0}\n```", "```python3\n{0}\n```",
        "``` python\n{0}\n```", "```PYTHON\n{0}\n```", "```Python 3\n{0}\n```", "```py\n{0}\n```", "```python linenums=1 hl_lines=[1]\n{0}\n```", "```python:main.py\n{0}\n```", "```python,ignore\n{0}\n```",
        "```main.py\n{0}\n```", "```pypy3\n{0}\n```", "```python3.11\n{0}\n```", "```lang-python\n{0}\n```", "```\n{0}\n```", "~~~python\n{0}\n~~~", "~~~~ {.python}\n{0}\n~~~~",
        "````python\n{0}\n````", "`````\n{0}\n`````", "````markdown\nLike this:\n```python\n{0}\n```\n````", "<answer>\n```python\n{0}\n```\n</answer>", "<answer>```python\n{0}\n```</answer>",
        "<answer>\n```python\n{0}\n</answer>", "<answer>\n```python\n{0}\n</answer>\n```", "<answer>```python\n{0}</answer>", "```python\n{0}", "```python\n{0}\n", "```python\n{0}```", "```python\n{0}``` \nDone.",
        "```python\n{0}\n```<|im_end|>", "```python\n{0}\n<|im_end|>\n", "```python\n{0}\n```</s>", "```python\n{0}\n```\nOutput:\n```\n3\n```", "```python\n{0}\n```\n```text\n3\n```",
        "```python\n{0}\n```\n```python\n>>> print(3)\n3\n```", "```bash\npython a.py\n```\n```python\n{0}\n```\n```json\n{}\n```", "Here: ```python\n{0}\n```", "**Code:** ```py\n{0}\n```\nDone.",
        "```python\nbroken = (\n```python\n{0}\n```", "[PYTHON]\n{0}\n[/PYTHON]", "[BEGIN]\n{0}\n[DONE]", "```python\n\n\n{0}\n\n```", "Use ```python to open a block.\n\n```python\n{0}\n```",
        "```python\n{0}\n```\n\nThat is `O(1)`. ``` is a fence.", "```text\nplan\n```\n\n```\n{0}\n```",
    ];

    [Theory, MemberData(nameof(Written))]
    public void A_block_is_found_however_it_is_written(string form)
    {
        string completion = "<think>```python\nwrong\n```</think>\n" + form.Replace("{0}", Program, StringComparison.Ordinal);
        Assert.Equal(Program, ProgramText.Last(completion)?.Trim('\n'));
        Assert.Equal(Program, ProgramText.Last(completion.Replace("\n", "\r\n", StringComparison.Ordinal))?.Trim('\n'));
    }

    [Theory]
    [InlineData("   ", "1. Do:\n"), InlineData("    ", "1. Do:\n"), InlineData("      ", "- a\n  - b\n"), InlineData("\t", "* Do:\n"), InlineData(" ", ""), InlineData("> ", "> Quoted:\n")]
    public void An_indented_block_is_moved_to_the_margin(string indent, string before)
    {
        string block = string.Join('\n', $"```python\n{Program}\n```".Split('\n').Select(line => indent + line));
        Assert.Equal(Program, ProgramText.Last(before + block));
        Assert.Equal(Program, ProgramText.Last(before + block + "\nDone."));
    }

    [Theory]
    [InlineData("1. ```python\n   a = 1\n   b = 2\n   ```", "a = 1\nb = 2")]
    [InlineData("- ```python\n  a = 1\n  ```", "a = 1")]
    [InlineData("```python\n  a = 1\n  b = 2\n```", "a = 1\nb = 2")]
    [InlineData("   ```python\na = 1\n   b = 2\n   ```", "a = 1\nb = 2")]
    [InlineData("   ```python\n   s = \"\"\"\nx\n   \"\"\"\n   ```", "s = \"\"\"\nx\n\"\"\"")]
    [InlineData("```python\n\ta = 1\n\tif a:\n\t\tb = 2\n```", "a = 1\nif a:\n\tb = 2")]
    [InlineData("```python\ndef f():\n    \"\"\"\n    ```\n    x\n    ```\n    \"\"\"\n```", "def f():\n    \"\"\"\n    ```\n    x\n    ```\n    \"\"\"")]
    [InlineData("```python n = 3\nprint(n)\n```", "print(n)")]
    [InlineData("```python import sys\nprint(3)\n```", "import sys\nprint(3)")]
    [InlineData("```python n = int(input())\nprint(n)\n```", "n = int(input())\nprint(n)")]
    [InlineData("```python print(3)```", "print(3)")]
    [InlineData("Answer: ```py print(3)```", "print(3)")]
    [InlineData("~~~python\n```\nx\n~~~", "```\nx")]
    [InlineData("````python\ns = '''\n```\n'''\n````", "s = '''\n```\n'''")]
    [InlineData("<answer>```python\na\n```</answer> or ```python\nb\n```", "a")]
    public void Lines_of_a_block(string completion, string program) => Assert.Equal(program, ProgramText.Last(completion));

    [Theory]
    [InlineData("<think>```python\na\n```", true, "the thoughts never end")]
    [InlineData("```python\na", false, "the completion is cut off inside it")]
    [InlineData("```cpp\na\n```\n```json\n{}\n```", true, "no python block after the thoughts, only cpp, json")]
    [InlineData("The answer is 3.", true, "no python block after the thoughts")]
    [InlineData("```python\n>>> f(3)\n9\n```", true, "no python block after the thoughts")]
    [InlineData("```python\n\n```", true, "no python block after the thoughts")]
    [InlineData("```js\na\n```\n```", true, "only js")]
    public void What_is_not_found_says_why(string completion, bool isEnded, string reason)
    {
        var found = ProgramText.Find(completion, isEnded: isEnded);
        Assert.Null(found.Text);
        Assert.Contains(reason, found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_completion_that_was_cut_off_still_has_its_whole_blocks() =>
        Assert.Equal("a", ProgramText.Find("```python\na\n```\nBetter:\n```python\nb", isEnded: false).Text);

    [Fact]
    public void An_example_of_use_does_not_take_the_place_of_what_it_uses()
    {
        const string Text = "```python\ndef f(x): return x\n```\nUse:\n```python\nprint(f(3))\n```";
        Assert.Equal("def f(x): return x", ProgramText.Find(Text, defines: ["f"]).Text);
        Assert.Equal("print(f(3))", ProgramText.Find(Text, defines: ["g"]).Text);
    }

    [Theory]
    [InlineData("```python\na\n```", "a")]
    [InlineData("```python\na\n```\n```python\nb\n```", "b")]
    [InlineData("```python\na\n```\n```\noutput\n```", "a")]
    [InlineData("```\na\n```", "a")]
    [InlineData("```Python3\na\n\nb\n```", "a\n\nb")]
    [InlineData("```python\ns = '```'\n```", "s = '```'")]
    [InlineData("```python\na\n```\n```python\nb", "b")]
    [InlineData("<think>```python\na\n```</think>```python\nb\n```", "b")]
    [InlineData("<think>```python\na\n```", null)]
    [InlineData("```json\na\n```", null)]
    [InlineData("print(1)", null)]
    public void The_program_is_the_last_closed_python_block_after_the_thoughts(string completion, string? program) => Assert.Equal(program, ProgramText.Last(completion));

    [Fact]
    public void Thoughts_that_the_prompt_has_opened_hold_no_program()
    {
        Assert.Null(ProgramText.Last("```python\na\n```", "Question <think>\n"));
        Assert.Equal("b", ProgramText.Last("```python\na\n```</think>```python\nb\n```", "Question <think>\n"));
    }

    [Theory]
    [InlineData("1 2\n", "1 2", true)]
    [InlineData("1 2  \r\n\n\n", "1 2", true)]
    [InlineData("1  2", "1 2", false)]
    [InlineData("1\n2", "1 2", false)]
    [InlineData("1", "1\n2", false)]
    [InlineData("", "1", false)]
    [InlineData("", "\n", true)]
    [InlineData(" 1", "1", true)]
    [InlineData("1.0", "1", false)]
    public void Lines_are_compared_without_what_stands_at_their_ends(string printed, string expected, bool equal) => Assert.Equal(equal, new OutputComparison().AreEqual(printed, expected));

    [Theory]
    [InlineData(OutputRule.Decimals, 0, "1.0 2", "1 2.00", true)]
    [InlineData(OutputRule.Decimals, 0, "0.1", "0.10000000000000001", false)]
    [InlineData(OutputRule.Decimals, 0, "1e3", "1000", true)]
    [InlineData(OutputRule.Decimals, 0, "-0", "0.0", true)]
    [InlineData(OutputRule.Decimals, 0, "1\n2", "1 2", false)]
    [InlineData(OutputRule.Decimals, 0, "1 a", "1.0 a", false)]
    [InlineData(OutputRule.Decimals, 0, ".5", "0.5", true)]
    [InlineData(OutputRule.Decimals, 0, "-5", "5", false)]
    [InlineData(OutputRule.Exact, 0, "a\n", "a", false)]
    [InlineData(OutputRule.Words, 0, "a\n b", "a b", true)]
    [InlineData(OutputRule.Words, 0, "a", "a b", false)]
    [InlineData(OutputRule.Lines, 1e-6, "3.1415926 x", "3.14159265358979 x", true)]
    [InlineData(OutputRule.Lines, 1e-6, "3.1416 x", "3.14159265358979 x", false)]
    [InlineData(OutputRule.Lines, 1e-6, "1e9", "1000000001", true)]
    [InlineData(OutputRule.Lines, 1e-6, "nan", "1", false)]
    [InlineData(OutputRule.Lines, 1e-6, "Infinity", "1", false)]
    [InlineData(OutputRule.Lines, 1, "inf", "1", false)]
    public void Rules_and_tolerance(object rule, double tolerance, string printed, string expected, bool equal) =>
        Assert.Equal(equal, new OutputComparison((OutputRule)rule, tolerance).AreEqual(printed, expected));

    [Theory]
    [InlineData("gASVBwAAAAAAAACMA2FiY5Qu", "abc"), InlineData("gAJYAwAAAGFiY3EALg==", "abc"), InlineData("gAWVBQAAAAAAAACMAXiULg==", "x")]
    public void A_pickled_text_is_read(string pickle, string text) => Assert.Equal(text, PickledText.Read(Convert.FromBase64String(pickle)));

    /// <summary>A call of os.system, a number, a text cut off, nothing.</summary>
    [Theory]
    [InlineData("gASVHQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAJsc5SFlFKULg=="), InlineData("gARLAy4="), InlineData("gASVBwAAAAAAAACMA2E="), InlineData("gAQu")]
    public void No_other_pickle_is(string pickle) => Assert.Throws<FormatException>(() => PickledText.Read(Convert.FromBase64String(pickle)));

    [Theory]
    [InlineData("{\"public_test_cases\":\"[]\",\"private_test_cases\":\"\"}")]
    [InlineData("{\"public_test_cases\":\"???\"}")]
    [InlineData("{\"official_tests\":[]}")]
    [InlineData("[{\"input\":\"1\"}]")]
    [InlineData("[{\"input\":\"1\",\"output\":\"1\",\"testtype\":\"functional\"}]")]
    [InlineData("{\"verification_info\":\"{}\"}")]
    [InlineData("{\"fn_name\":\"f\",\"inputs\":[\"a b\"],\"outputs\":[\"1\"]}")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("{\"inputs\":[\"1\"],\"outputs\":[]}")]
    [InlineData("{\"test_cases\":[]}")]
    [InlineData("{\"language\":\"cpp\",\"test_cases\":[{\"input\":\"\",\"output\":\"\"}]}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"test_list\":")]
    public void Tests_that_are_none_are_said_in_a_sentence(string text) =>
        Assert.StartsWith("The tests of the program cannot be read: ", Assert.Throws<UserErrorException>(() => CodeTests.Parse(text)).Message, StringComparison.Ordinal);
}
