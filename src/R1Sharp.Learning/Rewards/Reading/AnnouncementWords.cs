// How answers are announced in the languages of MGSM and some more. Before: what follows is the answer. After: what precedes is.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>The words.</summary>
static partial class AnnouncementWords
{
    const string NotTheAnswer =
        @"(?<!\b(wrong|incorrect|false|naive|tempting|common|other|another|previous|earlier|initial|first|old|possible|student['’]s|his|her|their"
        + @"|intermediate|partial|an)\s+(final\s+)?)";

    // Signs of emphasis in Markdown and HTML.
    const string Emphasis = @"\s*([*_`""]|</?(b|i|u|em|strong|span)>)*\s*";

    const string Verb = @"(is|are|was|isn['’]t|(would|should|will|must|has\s+to)\s+((then|thus|therefore)\s+)?be|comes?\s+(out\s+)?to(\s+be)?"
        + @"|turns\s+out\s+to\s+be|works\s+out\s+to(\s+be)?|equals|becomes)\b"
        + @"(\s+(therefore|thus|simply|just|clearly|then|indeed|hence|now|exactly|equal\s+to|given\s+by|option|choice|letter)\b)*";

    // The cheap looks stand before the dear ones: at most places of a text the first letter says that nothing begins there.
    // The cheap looks stand before the dear ones: at most places of a text the first letter says that nothing begins there.
    const string Named = @"(?<![A-Za-z])(?=[afcrbmo])" + NotTheAnswer
        + @"(answers?|ans|final\s+(result|value|solution|total|number)|(correct|right|best|final|my|our)\s+(option|choice|letter|alternative"
            + @"|response))(?![A-Za-z])"
        + @"((\s+(to|for|of)\s+(the|this|your|our)\s+[a-z ]{1,40}?)?" + Emphasis + @"(\|\s*)?((\b" + Verb + @"|(?<=\|\s*))" + Emphasis
            + @"[:：]?|[:：=]|(?<=ans)\.)"
        // "The answer to part (a) is", "the answer that we want is", "the answer, therefore, is".
        + @"|(\s+(to|for|of|in|we|that|you|as)\s[^.!?:=\n$]{1,40}?|,[a-z ]{1,30},)\s+" + Verb + Emphasis
            + @"[:：]?)|\[\s*(final\s+)?answer\s*\]|(?=a)(?<=^\W{0,4}(final\s+)?)answer\s+(?=\[[^\]\n]+\]\()"
        // A heading or a line of its own, and "Answer 42".
        + @"|(?<!\w)(?=[af])(?<=^[\s#>*_]*((the|my|our|final|correct)\s+)*)(final\s+answer|answer|final\s+result)\s*[*_#]*\s*[:：]?\s*[*_]*[^\S\n]*\r?\n"
            + @"|(?=a)(?<=^\W{0,6}(final\s+)?)answer\s+(?=[$\\]|[-−]?[0-9])";

    // "I choose (B)", "so, option C".
    const string Choosing = @"\b(I|we|so|therefore|thus|hence)\b[\s,]*((would|will|'ll|'d|shall|must)\s*)?(choose|pick|select|go\s+with)\s+(?=((option"
        + @"|choice|answer|letter)\s*)?\W{0,3}(?-i:[A-J])(?![A-Za-z]))"
        + @"|\b(so|therefore|thus|hence),?\s+(?=(it\s+is\s+|it's\s+)?((option|choice)\s*\W{0,3}|\(\s*)(?-i:[A-J])(?![A-Za-z]))";

    const string Chinese = @"|【\s*(最终)?答案\s*】|(最终|正确|最后)?的?(答案|正确选项|最终结果|最终答案|正确结果)\s*[*_]*\s*(应该|应当|应|就|即|便)?(是|为|等于|选|[:：=])+|(^|[\s。，,;；])答\s*[:：]|(故|应"
        + @"|因此|所以|本题|正确)+(正确)?(答案)?(应)?选(择|项)?(是|为)?[:：]?(?=[\s*]*[\(（]?(?-i:[A-J]))|(故|因此|所以)(结果|最终结果)(是|为)";

    const string Romance = @"|\br[ée]ponse(\s+(finale|correcte|exacte|attendue))?\s*[*_]*\s*((est|sera|serait)\b(\s+(donc|alors)\b)?\s*[*_]*:?|[:：=])"
        + @"|\brespuesta(\s+(final|correcta|exacta))?\s*[*_]*\s*((es|ser[áa]|ser[íi]a)\b\s*[*_]*:?|[:：=])"
        + @"|\bresposta(\s+(final|correta|certa))?\s*[*_]*\s*((é|será|seria)(?!\w)\s*[*_]*:?|[:：=])|\brisposta(\s+(finale|corretta|esatta))?\s*[*_]*\s*((è"
            + @"|sarà|e')(?!\w)\s*[*_]*:?|[:：=])|\brăspunsul(\s+(final|corect))?\s*(este\b:?|[:：=])";

    const string Germanic = @"|\b(antwort|(end)?ergebnis|lösung)\s*[*_]*\s*((ist|lautet|w[äa]re)\b(\s+(also|daher|somit)\b)?\s*[*_]*:?|[:：=])"
        + @"|\bantwoord\s*[*_]*\s*((is|luidt)\b:?|[:：=])|\bsvar(et)?\s*[*_]*\s*((är|er|blir)\b:?|[:：=])";

    const string Slavic = @"|(?<!\p{L})(ответ(ом)?|відповідь|otvet)\s*[*_]*\s*((равен|равна|является|будет|это|дорівнює)(?!\p{L})\s*[*_]*:?|[:：=]"
        + @"|[—–-](?=\s))|\bodpowied(ź|zią)\s*[*_]*\s*((to|jest|brzmi)\b:?|[:：=])|\bodpověď\s*(je\b:?|[:：=])";

    const string Indian = @"|(अंतिम\s+|सही\s+)?(उत्तर|जवाब)\s*[*_]*\s*((है|होगा|हैं)\s*[:：]?|[:：=]"
        + @"|(?=[$\\]|[-−]?[0-9]))|(উত্তর)\s*(হল|হলো|হবে|[:：=])|(సమాధానం|సమాధానము)\s*([:：=]|(?=[-−$]?[0-9]))|(பதில்|விடை)\s*[:：=]";

    const string Semitic = @"|(الجواب|الإجابة|الاجابة|الناتج|جواب|پاسخ)(\s+(النهائي|النهائية|الصحيح|الصحيحة|نهایی|صحیح))*\s*[*_]*\s*((هو|هي|است|برابر است "
        + @"با)\s*[:：]?|[:：=])|התשובה(\s+הסופית)?\s*(היא|[:：=])";

    const string Asian = @"|(最終的な)?(答え?|解答|正解|回答)\s*(は|[:：＝=])[、\s]*|(최종\s*)?(정답|답변|답)\s*(은|는|[:：=])\s*|(đáp\s+(án|số)|câu\s+trả\s+lời)(\s+(đúng"
        + @"|cuối\s+cùng))?\s*(là|[:：=])|\bjawaban(nya)?(\s+(akhir|yang\s+benar))?\s*(adalah|ialah|[:：=])|(คำตอบ)(สุดท้าย)?\s*(คือ|[:：=])"
        + @"|\bjibu(\s+la\s+mwisho)?\s*(ni|[:：=])|\b(cevap|yanıt|cevabı(mız)?)\s*[:：=]";

    [GeneratedRegex(Named + "|" + Choosing + Chinese + Romance + Germanic + Slavic + Indian + Semitic
        + Asian, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    internal static partial Regex Before();

    /// <summary>A name of the answer in English, with a verb or a colon, at the very place where the search begins.</summary>
    [GeneratedRegex(@"\G(" + Named + ")", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    internal static partial Regex NamedHere();

    /// <summary>The choice of an option in English.</summary>
    [GeneratedRegex(Choosing, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    internal static partial Regex ChoosingInEnglish();

    /// <summary>A part of what <see cref="After"/> finds where it finds no letter of an option.</summary>
    [GeneratedRegex(@"(is|are|as)\s+(the|our|my)\s+((final|correct|right)\s+)*(answer|result)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    internal static partial Regex AfterIsTheAnswer();

    [GeneratedRegex(@"(?<![A-Za-z])\(?(?<answer>[A-J])\)?\**\s+(is|was)\s+(the\s+)?(?i:correct|right|best)(\s+(answer|option|choice|one))?\b|(?<=^"
        + @"|[.!\n]\s*)(?<answer>[^.!?\n]{1,60}?)\s+(is|are)\s+(the|our|my)\s+((final|correct|right)\s+)*(answers?)\b(?!\s*(is|:|=))|\b(get|have|obtain"
        + @"|find|gives?|yields?|take)\s+(?<answer>[^.!?\n]{1,60}?)\s+as\s+(the|our|my)\s+((final|correct)\s+)*(answer|result)\b"
        + @"|选项?\s*(?<answer>[A-J])\s*(是)?正确|(?<![A-Za-z])(?<answer>[A-J])\s*(项|选项)?(是)?正确",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    internal static partial Regex After();
}
