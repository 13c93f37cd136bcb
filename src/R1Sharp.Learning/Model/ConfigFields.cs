// What is known of the fields of config.json that the network has no part for. A field in neither list is refused by name:
// a new way to scale a logit, a soft cap, a second kind of rotary base would otherwise be passed over in silence.

namespace R1Sharp.Learning.Model;

/// <summary>Fields of config.json beside those that <see cref="ModelConfig"/> reads; docs/checkpoints.md lists them all.</summary>
static class ConfigFields
{
    /// <summary>Fields that change the computation unless they have this value (as JSON without blanks); null: unless they are absent.</summary>
    public static readonly IReadOnlyList<(string Name, string Neutral)> Neutral =
    [
        // Dropout acts in training only, but there it acts.
        ("attention_dropout", "0"), ("hidden_dropout", "0"), ("hidden_dropout_prob", "0"), ("attention_probs_dropout_prob", "0"),
        ("embd_pdrop", "0"), ("resid_pdrop", "0"), ("attn_pdrop", "0"), ("dropout", "0"), ("neftune_noise_alpha", "0"),
        ("partial_rotary_factor", "1"), ("use_mrope", "false"), ("rope_interleaved", "false"), ("rope_interleave", "false"),
        ("bias", "false"), ("use_bias", "false"), ("attn_bias", "false"), ("qkv_bias", "false"), ("activation", "\"swiglu\""),
        ("use_parallel_residual", "false"), ("rotary_pct", "1"),
        ("use_qk_norm", "false"), ("qk_layernorm", "false"), ("clip_qkv", "null"),
        ("attn_logit_softcapping", "null"), ("final_logit_softcapping", "null"), ("query_pre_attn_scalar", "null"),
        ("embedding_multiplier", "1"), ("residual_multiplier", "1"), ("logits_scaling", "1"), ("logit_scale", "1"),
        ("is_encoder_decoder", "false"), ("add_cross_attention", "false"), ("tie_encoder_decoder", "false"), ("pruned_heads", "{}"),
        ("load_in_8bit", "false"), ("load_in_4bit", "false"), ("quantization_config", "null"), ("compression_config", "null"), ("auto_map", "null"),
        ("num_nextn_predict_layers", "0"),
        ("num_experts", "0"), ("num_local_experts", "0"), ("n_routed_experts", "0"), ("vision_config", "null"),
    ];

    /// <summary>Fields that describe the file, the defaults of generation or how some program runs the network, and never what it computes.</summary>
    public static readonly IReadOnlySet<string> Harmless = new HashSet<string>
    {
        // Where the file comes from, and how its numbers are stored (the weights' file says the latter itself).
        "_name_or_path", "_commit_hash", "name_or_path", "transformers_version", "torch_dtype", "dtype", "unsloth_version", "unsloth_fixed", "tokenizer_class",
        "model_max_length", "max_sequence_length", "max_length", "seq_length", "license", "revision", "is_llama_config", "transformers.js_config",
        "unsloth_requires_grad",
        "chat_template", "generation_config", "base_model_name_or_path", "trust_remote_code", "keys_to_ignore_at_inference",
        // Ways of computing the same.
        "use_cache", "pretraining_tp", "torchscript", "use_bfloat16", "gradient_checkpointing", "chunk_size_feed_forward", "_attn_implementation",
        "attn_implementation", "_attn_implementation_autoset", "_attn_implementation_internal", "_flash_attn_2_enabled", "use_flash_attention_2",
        "use_flash_attn", "_experts_implementation",
        "use_flash_attention", "flash_attn", "fused_linear_cross_entropy", "low_cpu_mem_usage", "device_map", "cache_implementation", "tensor_parallel_size",
        // What only networks of experts have.
        "output_router_logits", "router_aux_loss_coef", "router_jitter_noise", "router_z_loss_coef",
        // What transformers returns beside the logits.
        "return_dict", "output_hidden_states", "output_attentions", "is_decoder", "cross_attention_hidden_size", "tf_legacy_loss",
        // Heads for other tasks.
        "finetuning_task", "id2label", "label2id", "num_labels", "problem_type", "task_specific_params", "classifier_dropout",
        // Tokens that only tokenizers and generation use.
        "bos_token", "eos_token", "pad_token", "unk_token", "sep_token_id", "decoder_start_token_id", "mask_token_id", "unk_token_id", "prefix", "padding_side",
        // Defaults of generation, from the time before generation_config.json.
        "min_length", "max_new_tokens", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p",
        "typical_p",
        "repetition_penalty", "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences",
        "output_scores",
        "return_dict_in_generate", "forced_bos_token_id", "forced_eos_token_id", "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens",
        "begin_suppress_tokens",
    };
}
