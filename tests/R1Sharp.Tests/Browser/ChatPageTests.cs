using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Serving;
using Xunit;

namespace R1Sharp.Tests.Browser;

/// <summary>The page at / of a served model.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChatPageTests(Chromium chromium)
{
    // What the network says to everything.
    const string Script = "<|assistant|><think>abcdefg</think>XYZ";
    static readonly string s_end = BigramNetwork.Tokenizer.Decode([BigramNetwork.Tokenizer.EndOfTextId]);

    static Task<ServedWorld> Talking() => ServedWorld.Open(policy: engine => BigramNetwork.Following(engine, Script + s_end));

    static async Task Ask(OpenPage page, string question)
    {
        int turns = await page[".turn"].CountAsync();
        await page["#question"].FillAsync(question);
        await page["#question"].PressAsync("Enter");
        await page.Until($"document.querySelectorAll('.turn').length === {turns + 1} && !document.querySelector('[aria-busy=true]')");
    }

    [Fact]
    public async Task A_question_is_answered_with_thoughts_folded_and_probabilities_at_hand()
    {
        await using var world = await Talking();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        await Ask(page, "What?");
        Assert.Equal("Thoughts (7 tokens)", await page[".thoughts summary"].InnerTextAsync());
        Assert.False(await page[".thoughts .text"].IsVisibleAsync());
        Assert.Equal("XYZ", await page[".answer > .text"].InnerTextAsync());
        Assert.Contains("ended", await page[".foot"].InnerTextAsync());

        await page[".answer > .text .token >> nth=1"].HoverAsync();
        Assert.True(await page["#tip"].IsVisibleAsync());
        Assert.Contains("\"Y\"", await page["#tip .own"].InnerTextAsync());
        Assert.Equal(5, await page["#tip tr"].CountAsync());

        await page[".answer > .text"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("Y", await page[".token.chosen"].InnerTextAsync());
        Assert.StartsWith("Y: chosen, Y", await page["#said"].InnerTextAsync(), StringComparison.Ordinal);

        await page[".foot button"].ClickAsync();
        await page.Until("document.getElementById('said').textContent === 'Copied.'");
        Assert.Equal("XYZ", await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await page.RequireWell();
    }

    [Fact]
    public async Task Several_turns_carry_what_was_said_and_budgets_are_asked_for()
    {
        await using var world = await Talking();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        var bodies = new List<JsonElement>();
        page.Page.Request += (_, request) =>
        {
            if (request.PostData is { } body)
                bodies.Add(JsonDocument.Parse(body).RootElement);
        };
        await Ask(page, "One");
        await page["#settings summary"].ClickAsync();
        await page["#thinking_max"].FillAsync("16");
        await page["#seed"].FillAsync("5");
        await page["#system"].FillAsync("Be brief.");
        await Ask(page, "Two");
        Assert.False(bodies[0].TryGetProperty("thinking_max", out _));
        Assert.Equal(["user"], Roles(bodies[0]));
        Assert.Equal((16, 5), (bodies[1].GetProperty("thinking_max").GetInt32(), bodies[1].GetProperty("seed").GetInt32()));
        Assert.Equal(["system", "user", "assistant", "user"], Roles(bodies[1]));
        Assert.Equal("XYZ", bodies[1].GetProperty("messages")[2].GetProperty("content").GetString());
        await page["#question"].PressAsync("ArrowUp");
        Assert.Equal("Two", await page["#question"].InputValueAsync());
        await page["#forget"].ClickAsync();
        Assert.Equal(0, await page[".turn"].CountAsync());
        await page.RequireWell();

        static string[] Roles(JsonElement body) => [.. body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()!)];
    }

    [Fact]
    public async Task Two_answers_stand_side_by_side_and_each_goes_on_with_its_own()
    {
        await using var world = await ServedWorld.Open();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        await page["#second"].SelectOptionAsync("again");
        await page["#settings summary"].ClickAsync();
        await page["#max_tokens"].FillAsync("32");
        await page["#seed"].FillAsync("1");
        var bodies = new List<string>();
        page.Page.Request += (_, request) => bodies.Add(request.PostData ?? "");
        await Ask(page, "Which?");
        Assert.Equal(2, await page[".answer"].CountAsync());
        string[] said = [.. await page[".answer > .text"].AllTextContentsAsync()];
        Assert.NotEqual(said[0], said[1]);
        await Ask(page, "And?");
        string[] carried = [.. bodies.Where(b => b.Contains("And?")).Select(b => JsonDocument.Parse(b).RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!)];
        Assert.Equal(said.Order(StringComparer.Ordinal), carried.Order(StringComparer.Ordinal));
        await page.RequireWell();
    }

    [Fact]
    public async Task Escape_stops_an_answer_and_frees_its_rows()
    {
        await using var world = await ServedWorld.Open();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        await page.Page.RouteAsync("**/v1/chat/completions", route => route.ContinueAsync(new()
        {
            PostData = System.Text.Encoding.UTF8.GetBytes(route.Request.PostData!.Replace("\"stream\":true", "\"ignore_eos\":true,\"stream\":true", StringComparison.Ordinal).Replace("1024", "100000", StringComparison.Ordinal)),
        }));
        await page["#question"].FillAsync("Go on.");
        await page["#send"].ClickAsync();
        await page.Until("document.querySelector('.token') !== null");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Until("document.querySelector('.foot').textContent.includes('stopped') || document.querySelector('.foot').textContent.includes('cut off')");
        for (int i = 0; i < 500 && world.Server.InProgress > 0; i++)
            await Task.Delay(10);
        Assert.Equal(default, world.Model.Live.Load);
        Assert.True(await page["#send"].IsVisibleAsync());
        await page.RequireWell();
    }

    [Theory]
    [InlineData("<img src=x onerror='window.hit=1'>")]
    [InlineData("</div></main><script>window.hit=1</script>")]
    [InlineData("<svg/onload=window.hit=1><iframe src=javascript:parent.hit=1></iframe>")]
    [InlineData("\" onmouseover=\"window.hit=1\" x=\"<b>")]
    [InlineData("[click](javascript:window.hit=1) &lt;b&gt; \u202e\u0000\ud83d\ude00")]
    public async Task What_a_model_says_is_never_html(string said)
    {
        await using var world = await ServedWorld.Open();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        string Chunk(object delta, object? logprobs = null) => "data: " + JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta, logprobs, finish_reason = (string?)null } } }) + "\n\n";
        object probabilities = new { content = new[] { new { token = said, logprob = -1.0, top_logprobs = new[] { new { token = said + "!", logprob = -0.5 } } } } };
        await page.Page.RouteAsync("**/v1/chat/completions", route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream",
            Body = Chunk(new { reasoning = said }, probabilities) + Chunk(new { content = said }, probabilities) + $"data: {JsonSerializer.Serialize(new { error = new { message = said } })}\n\n",
        }));
        await Ask(page, said.Replace("\0", "") + "?");
        await page[".thoughts summary"].ClickAsync();
        await page[".answer > .text .token"].HoverAsync();
        Assert.Equal(said, await page[".answer > .text"].TextContentAsync());
        Assert.Equal(said, await page[".thoughts .text"].TextContentAsync());
        Assert.Equal(0, await page["main img, main script, main svg, main iframe, main b, #tip img, #tip b, main a"].CountAsync());
        Assert.False(await page.Page.EvaluateAsync<bool>("'hit' in window"));
        await page.RequireWell();
    }

    [Fact]
    public async Task Two_models_answer_side_by_side()
    {
        await using var world = await ServedWorld.Open(second: 8);
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.getElementById('first').value === 'tiny'");
        await page["#second"].SelectOptionAsync("=other");
        await page["#settings summary"].ClickAsync();
        await page["#max_tokens"].FillAsync("16");
        await Ask(page, "Which?");
        Assert.Equal(["tiny", "other"], await page[".answer h2"].AllInnerTextsAsync());
        Assert.All(await page[".answer .foot"].AllInnerTextsAsync(), foot => Assert.Contains("tokens", foot));
        await page.RequireWell();
    }

    [Fact]
    public async Task A_missing_key_is_asked_for()
    {
        await using var world = await ServedWorld.Open(new() { ApiKey = "secret" });
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.activeElement?.id === 'key'");
        await page["#key"].FillAsync("secret");
        await page["#key"].PressAsync("Tab");
        await page.Until("document.getElementById('first').value === 'tiny'");
        await page.RequireWell("401");
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task It_can_be_read_wide_narrow_light_and_dark(int width, bool isDark)
    {
        await using var world = await Talking();
        await using var page = await chromium.Open(world.Server.Url, width, isDark);
        await page.Until("document.getElementById('first').value === 'tiny'");
        string name = $"chat-{(width < 600 ? "phone" : "wide")}-{(isDark ? "dark" : "light")}";
        await page.Picture(name + "-empty");
        await page["#second"].SelectOptionAsync("again");
        await Ask(page, "Use 3, 9 and 12 to make 6, and say at each step why; do not stop before you are certain that it is right.");
        await Ask(page, "And again?");
        await page["#settings summary"].ClickAsync();
        await page[".thoughts summary >> nth=2"].ClickAsync();
        await page[".answer > .text >> nth=2"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Picture(name);
        await page.RequireWell();
        var found = await page.Page.RunAxe();
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
    }
}
