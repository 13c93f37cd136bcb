// The most common words of each language, and the letters that few others have.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>What tells a language from others of its script.</summary>
sealed partial class LanguageProfile
{
    const string TraditionalOnly = "這個們來時會對說國學為麼沒過還後現點開關發動問題經種樣裡與從應該當無機長東車見間電話書買賣語愛氣實體業產義處號聽讓請誰錢頭館師萬億陽陰鐵銀醫藥療養飛龍龜灣";

    LanguageProfile(string code, ScriptKind script, string letters, string words) =>
        (Code, Script, Letters, Words) = (code, script, letters, [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    public string Code { get; }

    public ScriptKind Script { get; }

    /// <summary>Letters beyond ASCII (or beyond the script's usual ones) that the language has.</summary>
    public string Letters { get; }

    public HashSet<string> Words { get; }

    public static IReadOnlyList<LanguageProfile> All { get; } =
    [
        new("en", ScriptKind.Latin, "",
            "the and of to is in that it you for was with as are be this have not on but they at we by from an or which would will there their what all can "
            + "were been if more when who has had do about out so up into than them my your our how its just also these those should could may very some i "
            + "me he she his her him us because while please here over only most other such any many let like think know make answer today visit every each "
            + "one two first use time people where then"),
        new("es", ScriptKind.Latin, "ñáéíóúü¿¡",
            "el la los las de que y en un una es por con no para su se lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también "
            + "me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro "
            + "otras otra él tanto esa estos mucho nada muchos hoy mañana ser estar tiene puede fue son está al del aquí gracias hola respuesta"),
        new("pt", ScriptKind.Latin, "ãõçáéíóúâêôà",
            "o a os as de que e do da em um uma para é com não no na por mais dos das como mas foi ao ele ela se seu sua ou ser quando muito há nos já está "
            + "eu também só pelo pela até isso entre era depois sem mesmo aos ter seus quem nas me esse eles você essa num nem suas meu às minha são fazer "
            + "pode hoje obrigado resposta isto este esta"),
        new("fr", ScriptKind.Latin, "éèêëàâçîïôùûœ",
            "le la les de des du et en un une est que qui dans pour pas sur au avec ce il elle nous vous ne se plus par je son sa ses mais ou comme tout on "
            + "été cette sont aux leur bien être fait même aussi si sans deux ces très où peut après faire quand donc alors entre avant depuis chez dont "
            + "moi toi lui eux votre notre mon ma mes c'est d'un qu'il aujourd'hui bonjour merci réponse avoir"),
        new("de", ScriptKind.Latin, "äöüß",
            "der die das und ist in zu den nicht von mit sich auf für ein eine einen einem eines des dem im es an als auch er sie wir ihr ich du dass wie "
            + "bei aus nach so aber war hat haben sind wird werden kann noch nur oder wenn über um am zum zur man mehr sehr durch schon vor bis was mir "
            + "mich dir unser ihre seine kein keine diese dieser dieses alle heute gibt sein antwort bitte danke"),
        new("it", ScriptKind.Latin, "àèéìòù",
            "il lo la i gli le di che e è un una in per con non del della dei delle dello nel nella si sono come anche ma più al alla da dal dalla questo "
            + "questa se ho ha hanno quando molto tutto tutti mi ci ne loro suo sua cosa perché chi dove essere stato fatto anni prima dopo ancora già solo "
            + "senza fra tra sempre oggi quello quella o ed può grazie ciao risposta"),
        new("nl", ScriptKind.Latin, "ëï",
            "de het een en van is in dat op te zijn niet voor met aan die er ook als maar om dan ik je jij hij zij ze we wij hebben heeft had was wordt "
            + "worden door naar bij nog wel uit dit deze over kan zou veel meer geen wat hoe waar alle heel andere mijn ons onze hun tot omdat onder "
            + "vandaag goed antwoord"),
        new("pl", ScriptKind.Latin, "ąćęłńóśźż",
            "i w na z do się nie to że jest o jak po co dla od za ale czy tak przez jego jej tym są był była było może już tylko być ich który która które "
            + "oraz jako przy pod nad także bardzo gdy lub tego tej te ten ta ze by mnie ja ty on ona my wy oni dzisiaj ma mam"),
        new("vi", ScriptKind.Latin, "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
            "là và của có không được cho trong một các những với người để này khi đã từ đó về như ra vào nhiều cũng đến tôi bạn anh chị em họ chúng ta "
            + "nhưng thì sẽ ở nếu vì hay nhất đang rất"),
        new("sw", ScriptKind.Latin, "",
            "na ya wa kwa ni katika za la kuwa hii hiyo huo hilo lakini pia kama watu yake wake zake mimi wewe yeye sisi ninyi wao si au hata sana kila "
            + "moja mbili baada kabla kutoka hadi cha vya nchi leo alikuwa ana tuna wana hapa pale yako yangu nzuri habari asante jibu"),
        new("fi", ScriptKind.Latin, "äö",
            "ja on ei se että oli hän mutta kun ovat olen myös niin kuin mitä joka jotka tai sen siitä sitä tämä tämän vain ole jos minä sinä me te he nyt "
            + "vielä sekä ovat ollut voi kaikki hyvin mukaan kanssa jälkeen ennen koska siellä täällä minun sinun hänen tänään paljon"),
        new("sv", ScriptKind.Latin, "åäö",
            "och att det som en på är av för med till den har de inte om ett han men var jag hon vi sig från så kan när nu eller också där hur vad mycket "
            + "efter utan hade ska skulle alla denna detta dessa mot under bara mer över idag vara"),
        new("da", ScriptKind.Latin, "æøå",
            "og i at det er en til af den på for med der de ikke som har han et jeg hun vi du var sig fra så kan når nu eller også hvor hvad meget efter "
            + "uden havde skal ville alle denne dette disse mod under kun mere over blev blive af"),
        new("no", ScriptKind.Latin, "æøå",
            "og i det er en til av den på for med de ikke som har han et jeg hun vi du var seg fra så kan når nå eller også hvor hva mye etter uten hadde "
            + "skal ville alle denne dette disse mot under bare mer over ble bli vært å"),
        new("ro", ScriptKind.Latin, "ăâîșşțţ",
            "și în de la a cu pe nu este că o un din care pentru mai sunt ce se să au fost dar ca sau prin după fi am ai ei el ea noi voi foarte acest "
            + "această aceste când unde tot toate cum"),
        new("cs", ScriptKind.Latin, "áčďéěíňóřšťúůýž",
            "a je v se na že to s z do o i jsem jako ale k by si za pro po byl od jeho které který která má jsou nebo tak už jen když až co při být také "
            + "jsme není bylo však aby velmi"),
        new("hu", ScriptKind.Latin, "áéíóöőúüű",
            "a az és hogy nem is egy ez volt de van meg csak már mint el ha még azt azt ki vagy minden nagyon én te ő mi ti ők lesz ezt után között arra "
            + "kell így"),
        new("tr", ScriptKind.Latin, "çğıöşü",
            "ve bir bu da de için ile çok ne olarak daha var gibi en o ama ben sen biz siz onlar değil mi mı kadar sonra olan her olduğu şey yok ya ki "
            + "bugün iyi nasıl"),
        new("id", ScriptKind.Latin, "",
            "yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya ke karena ada mereka kami kita anda bisa oleh sebagai adalah dia telah "
            + "lebih atau seperti sudah hanya dapat banyak orang hari satu jika"),
        new("ru", ScriptKind.Cyrillic, "ыэё",
            "и в не на я что он с как это по но они мы все она так его за был от то же у вы бы к из для ее их меня было если уже или ни быть когда даже "
            + "только очень есть нет мне со где там тоже чтобы этот эта эти который сегодня может"),
        new("uk", ScriptKind.Cyrillic, "іїєґ",
            "і в не на я що він з як це по але вони ми все вона так його за був від то у ви б до із для її їх мене було якщо вже або ні бути коли навіть "
            + "тільки дуже є нема мені де там також щоб цей ця ці який сьогодні може та й"),
        new("bg", ScriptKind.Cyrillic, "ъщ",
            "и в не на аз че той с как това по но те ние все тя така за беше от то като ви да към из са е се си ще бил ако или нито когато дори само много "
            + "има няма ми със къде там също този тази тези който днес може един една след до"),
        new("ar", ScriptKind.Arabic, "ةىيكؤإأ",
            "في من على إلى أن هذا هذه التي الذي ما لا هو هي كان كانت مع عن كل بعد قبل بين أو ثم قد لم لن إن كما ذلك تلك هناك عند حتى أي نحن أنا أنت هم و يا "
            + "اليوم"),
        new("fa", ScriptKind.Arabic, "پچژگکی",
            "در از به که این را با است برای آن یک تا بر هم خود شد شده بود هر ما من شما آنها او می نمی کرد کند باید اگر یا نیز چه همه دیگر اما پس دو بسیار "
            + "روی های ها و امروز"),
        new("ur", ScriptKind.Arabic, "ٹڈڑےںھہگپچکی",
            "کے میں کی ہے کا اور سے کو نے یہ پر کہ ہیں وہ اس بھی نہیں ایک تھا تھی تھے جو تو ہو ہم آپ میں کر گیا لیے ساتھ اپنے ان کچھ بہت یا اگر لیکن آج ہوں"),
        new("hi", ScriptKind.Devanagari, "",
            "के में की है का और से को ने यह पर कि हैं वह इस भी नहीं एक था थी थे जो तो हो हम आप कर गया लिए साथ अपने उन कुछ बहुत या अगर लेकिन आज हूँ मैं ये "
            + "वे क्या"),
        new("mr", ScriptKind.Devanagari, "ळ",
            "आहे आणि या तो ती ते हे ही हा मी आपण तुम्ही आम्ही नाही होते होता होती आहेत मध्ये साठी एक पण किंवा जर तर काय कसे खूप त्या त्यांनी असे म्हणून "
            + "करण्यासाठी केले झाले"),
        new("ne", ScriptKind.Devanagari, "",
            "छ र को मा यो त्यो हो छन् छैन थियो थिए हुन्छ भएको गर्न गरेको लागि पनि एक म हामी तपाईं उनी उनीहरू तर वा यदि के धेरै बाट संग यस आफ्नो नेपाल हुन् "
            + "गर्ने"),
    ];

    /// <summary>The languages of a script.</summary>
    public static IReadOnlyList<LanguageProfile> Of(ScriptKind script) => [.. All.Where(p => p.Script == script)];

    /// <summary>The words of a text in small letters; apostrophes inside words belong to them.</summary>
    public static IEnumerable<string> WordsOf(string lower) => Word().Matches(lower).Select(m => m.Value.Replace('’', '\''));

    /// <summary>The language of a text in which nothing is known.</summary>
    public static string Fallback(ScriptKind script) => All.First(p => p.Script == script).Code;

    /// <summary>Whether a Chinese text has characters that only traditional writing has.</summary>
    public static bool IsTraditional(string text) => text.Count(TraditionalOnly.Contains) * 20 > text.Count(c => c >= '\u4E00' && c <= '\u9FFF');

    [GeneratedRegex(@"[\p{L}\p{M}]+(['’][\p{L}\p{M}]+)*", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
