// How the report looks: its stylesheet and the few lines of script it has.

using R1Sharp.App.Charts;

namespace R1Sharp.App.Reports;

/// <summary>The stylesheet and the script of the report.</summary>
static class ReportStyle
{
    /// <summary>The stylesheet; colours are the variables of <see cref="Palette"/> and a few of its own.</summary>
    public const string Css =
        """
        :root{--card:#fff;--ground:#f4f6f8;--line:#e3e7ec;--good:#00796b;--bad:#b3402a;--hit:#ffe9b8;--accent:#0072B2;--code:#f6f8fa}
        @media (prefers-color-scheme:dark){:root:not([data-theme=light]){--card:#0f141a;--ground:#090c10;--line:#232b34;--good:#35cba0;--bad:#ff8f75;
          --hit:#5a4510;--accent:#58AEEB;--code:#151b23}}
        :root[data-theme=dark]{--card:#0f141a;--ground:#090c10;--line:#232b34;--good:#35cba0;--bad:#ff8f75;--hit:#5a4510;--accent:#58AEEB;--code:#151b23}
        *{box-sizing:border-box}
        html{color-scheme:light dark}
        body{margin:0;background:var(--ground);color:var(--ink);
          font:15px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI","Helvetica Neue",Helvetica,Arial,"Noto Sans CJK SC","PingFang SC",sans-serif}
        main,header>div{max-width:1180px;margin:0 auto;padding:0 24px}
        header{background:var(--card);border-bottom:1px solid var(--line);padding:38px 0 30px}
        h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px}
        h2{font-size:20px;letter-spacing:-.01em;margin:44px 0 4px}
        h2+p{margin:0 0 16px;color:var(--quiet);max-width:78ch}
        .facts{color:var(--quiet);margin:0 0 22px;font-size:13.5px}
        .facts span+span::before{content:"·";margin:0 8px}
        .theme{float:right;border:1px solid var(--line);background:none;color:var(--quiet);border-radius:6px;padding:4px 10px;font:inherit;font-size:12.5px;
          cursor:pointer}
        .theme:hover{color:var(--ink)}
        ol.story{list-style:none;margin:0;padding:0;max-width:86ch}
        ol.story li{padding:7px 0 7px 128px;position:relative}
        ol.story b.stage{position:absolute;left:0;top:9px;width:112px;text-align:right;font-size:12px;font-weight:650;color:var(--accent);letter-spacing:.03em}
        ol.story li.stopped,ol.story li.stopped b.stage{color:var(--bad)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px;margin:24px 0 0}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:13px 16px 12px}
        header .tile{background:var(--ground)}
        .tile .what{color:var(--quiet);font-size:12.5px}
        .tile .big{font-size:25px;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums;white-space:nowrap}
        .tile .big i{font-style:normal;font-weight:400;color:var(--quiet);font-size:17px}
        .tile .more{font-size:12.5px;color:var(--quiet)}
        .charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
        figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:8px 6px 4px;overflow:visible}
        figure.wide{margin-bottom:16px}
        svg.chart{display:block;width:100%;height:auto;overflow:visible}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
        table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
        th,td{padding:7px 14px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        tr:last-child td{border-bottom:0}
        th{color:var(--quiet);font-weight:500;font-size:12.5px}
        th:first-child,td:first-child{text-align:left}
        td .from{color:var(--quiet)}td b{color:var(--ink)}
        td.better{color:var(--good)}td.worse{color:var(--bad)}
        tr.family td{background:var(--code);font-weight:650}
        .tabs{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 12px}
        .tabs button{border:1px solid var(--line);background:var(--card);color:var(--ink);border-radius:16px;padding:4px 13px;font:inherit;font-size:13px;
          cursor:pointer}
        .tabs button[aria-selected=true]{background:var(--accent);border-color:var(--accent);color:var(--card)}
        .sample{margin-bottom:18px}
        .sample .ask{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;margin-bottom:10px}
        .sample .ask .what{color:var(--quiet);font-size:12.5px}
        .sample .ask .gold{color:var(--quiet)}
        .columns{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(255px,1fr);gap:12px;overflow-x:auto}
        .answer{background:var(--card);border:1px solid var(--line);border-top:3px solid var(--quiet);border-radius:10px;display:flex;flex-direction:column;
          min-width:0}
        .answer.right{border-top-color:var(--good)}.answer.wrong{border-top-color:var(--bad)}
        .answer h3{font-size:13px;margin:0;padding:9px 13px;display:flex;justify-content:space-between;gap:8px;border-bottom:1px solid var(--line)}
        .answer h3 small{color:var(--quiet);font-weight:400}
        .right .verdict{color:var(--good)}.wrong .verdict{color:var(--bad)}
        .answer pre{margin:0;padding:11px 13px;max-height:330px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;
          font:12.5px/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace}
        .answer .tag{color:var(--quiet);opacity:.75}
        .answer .final{font-weight:700;border:1px solid var(--axis);border-radius:4px;padding:0 4px}
        mark{background:var(--hit);color:inherit;border-radius:3px;padding:0 2px}
        .forced{background:none;border-bottom:2px dotted var(--bad)}
        .cut{color:var(--bad);font-style:italic}
        details{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 18px;margin:0 0 12px}
        summary{cursor:pointer;font-weight:600}
        details pre{overflow-x:auto;font:12.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:12px 0 4px}
        footer{color:var(--quiet);font-size:12.5px;margin:44px 0 40px}
        @media (max-width:820px){ol.story li{padding-left:0}ol.story b.stage{position:static;display:block;text-align:left}.charts{grid-template-columns:1fr}}
        @media print{.theme,.tabs{display:none}.answer pre{max-height:none}.sample[hidden]{display:block!important}}

        """;

    /// <summary>Tabs of the sample completions, and the switch between light and dark. Without it everything is shown.</summary>
    public const string Script =
        """
        (() => {
          const root = document.documentElement, button = document.querySelector('.theme');
          button.onclick = () => {
            const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
            root.dataset.theme = dark ? 'light' : 'dark';
          };
          const samples = [...document.querySelectorAll('.sample')], tabs = document.querySelector('.tabs');
          if (!tabs) return;
          const show = chosen => {
            samples.forEach((s, i) => s.hidden = i !== chosen);
            [...tabs.children].forEach((b, i) => b.setAttribute('aria-selected', i === chosen));
          };
          samples.forEach((s, i) => {
            const b = document.createElement('button');
            b.textContent = s.dataset.name;
            b.onclick = () => show(i);
            tabs.append(b);
          });
          show(0);
        })();
        """;
}
