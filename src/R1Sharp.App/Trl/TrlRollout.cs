// TRL's keys of vLLM: who samples what is learned from.

using System.Globalization;
using R1Sharp.App.Foreign;

namespace R1Sharp.App.Trl;

/// <summary>Turns them into a recipe's rollout.</summary>
static class TrlRollout
{
    const string Folder = "rollout_dir", Server = "server";

    // Keys that name a server: without them nobody expects one to be asked.
    static readonly string[] s_addresses = ["vllm_server_base_url", "vllm_server_host", "vllm_server_port"];

    static readonly string[] s_corrections = ["vllm_importance_sampling_correction", "vllm_importance_sampling_mode", "vllm_importance_sampling_cap"];

    /// <summary>The server that samples; null where this program does.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="remarks">Takes what a reader of the settings might not expect.</param>
    /// <exception cref="Learning.UserErrorException">The settings do not fit together.</exception>
    public static YamlMap? Of(TrlSettings settings, List<string> remarks)
    {
        bool isAsked = settings.Truth("use_vllm") == true && settings.Text("vllm_mode") == Server;
        if (settings.Text(Folder) is not { } folder)
        {
            if (isAsked && s_addresses.FirstOrDefault(settings.Has) is { } key)
                remarks.Add($"{key}: this program samples by itself; to have a vLLM server sample, name a folder that both see (rollout_dir).");
            return null;
        }
        if (!isAsked)
            throw settings.Error(Folder, $"'{Folder}' is for a vLLM server that samples: say use_vllm: true and vllm_mode: server, or leave it out.");
        if (settings.Truth("use_peft") != true)
            throw settings.Error(Folder, $"'{Folder}' has a vLLM server sample, which is given adapters, but all weights learn: say use_peft: true.");
        if (s_corrections.FirstOrDefault(settings.Has) is { } correction)
            throw settings.Error(correction, $"'{correction}' is not to be had here: what a server samples is weighed token by token, at most twice, and left "
                + "out where its probabilities are far from the trainer's; other bounds are the recipe's ratio_cap, mask_below and mask_above.");
        return new YamlMap
        {
            { Server, "vllm" },
            { "url", settings.Text("vllm_server_base_url") ?? $"http://{settings.Text("vllm_server_host")}:{Port(settings)}" },
            { "adapter_dir", folder },
            { "patience_seconds", settings.Has("vllm_server_timeout") ? (int)Math.Clamp(settings.Number("vllm_server_timeout")!.Value, 1, 86_400) : null },
        };
    }

    static string Port(TrlSettings settings) => settings.Whole("vllm_server_port")!.Value.ToString(CultureInfo.InvariantCulture);
}
