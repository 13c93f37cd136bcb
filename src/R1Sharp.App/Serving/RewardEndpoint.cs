// POST /rewards: what an answer that was recorded is worth, when that is known.

namespace R1Sharp.App.Serving;

/// <summary>Takes rewards.</summary>
static class RewardEndpoint
{
    /// <summary>Records one: {"id": …, "choice": 0, "reward": …}.</summary>
    public static async Task Run(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        string id = fields.RequiredText("id");
        int choice = fields.Count("choice", 0, int.MaxValue) ?? 0;
        double reward = fields.Number("reward", double.MinValue, double.MaxValue) ?? throw ApiException.Bad("reward", "'reward' is missing.");
        fields.RefuseOthers();
        if (request.Recorder is not { } recorder)
            throw ApiException.Bad(null, "This server records nothing: begin it with --record.");
        recorder.Reward(id, choice, reward);
        await request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteString("id", id);
            to.WriteNumber("choice", choice);
            to.WriteNumber("reward", reward);
            to.WriteEndObject();
        });
    }
}
