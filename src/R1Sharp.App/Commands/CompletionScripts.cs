// What shells are told so that Tab completes: each asks the program itself, by the directive [suggest] of System.CommandLine, with the line behind its
// first word, so that ./r1 and r1 are alike.

namespace R1Sharp.App.Commands;

/// <summary>The scripts of the shells.</summary>
static class CompletionScripts
{
    const string Bash = """
        _r1_complete() {
          local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
          line="${line#"${COMP_WORDS[0]}"}"
          line="${line# }"
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _r1_complete r1

        """;

    const string Zsh = """
        _r1_complete() {
          local line="${BUFFER[1,CURSOR]}"
          line="${line#"${words[1]}"}"
          line="${line# }"
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
          if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
        }
        (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
        compdef _r1_complete r1

        """;

    const string Fish = """
        function __r1_complete
          set -l words (commandline -opc)
          set -l line (string replace -r '^\s*\S+\s?' '' -- (commandline -cp))
          $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c r1 -a '(__r1_complete)'

        """;

    const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName r1, ./r1 -ScriptBlock {
          param($word, $ast, $position)
          $program = $ast.CommandElements[0].Extent.Text
          $line = $ast.Extent.Text.Substring($program.Length).TrimStart().PadRight([Math]::Max(0, $position - $ast.Extent.StartOffset - $program.Length - 1))
          & $program "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -like "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;

    /// <summary>The shells that there are scripts for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => shell switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => Pwsh };

    /// <summary>Where the script goes below the home folder, and the file that is to read it; null where the shell finds it by itself.</summary>
    public static (string Script, string? Reader) PlacesOf(string shell) => shell switch
    {
        "bash" => (".local/share/r1/completion.bash", ".bashrc"),
        "zsh" => (".local/share/r1/completion.zsh", ".zshrc"),
        "fish" => (".config/fish/completions/r1.fish", null),
        _ => (".local/share/r1/completion.ps1", ".config/powershell/Microsoft.PowerShell_profile.ps1"),
    };
}
