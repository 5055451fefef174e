#include "town/names.h"

#include "base/text.h"

static const struct town_word surnames[] = {
    {"佐藤", "サトウ"}, {"鈴木", "スズキ"}, {"高橋", "タカハシ"}, {"田中", "タナカ"},
    {"伊藤", "イトウ"}, {"渡辺", "ワタナベ"}, {"山本", "ヤマモト"}, {"中村", "ナカムラ"},
    {"小林", "コバヤシ"}, {"加藤", "カトウ"}, {"吉田", "ヨシダ"}, {"山田", "ヤマダ"},
    {"佐々木", "ササキ"}, {"山口", "ヤマグチ"}, {"松本", "マツモト"}, {"井上", "イノウエ"},
    {"木村", "キムラ"}, {"林", "ハヤシ"}, {"斎藤", "サイトウ"}, {"清水", "シミズ"},
    {"山崎", "ヤマザキ"}, {"森", "モリ"}, {"池田", "イケダ"}, {"橋本", "ハシモト"},
    {"阿部", "アベ"}, {"石川", "イシカワ"}, {"山下", "ヤマシタ"}, {"中島", "ナカジマ"},
    {"石井", "イシイ"}, {"小川", "オガワ"}, {"前田", "マエダ"}, {"岡田", "オカダ"},
    {"長谷川", "ハセガワ"}, {"藤田", "フジタ"}, {"後藤", "ゴトウ"}, {"近藤", "コンドウ"},
    {"村上", "ムラカミ"}, {"遠藤", "エンドウ"}, {"青木", "アオキ"}, {"坂本", "サカモト"},
    {"福田", "フクダ"}, {"太田", "オオタ"}, {"西村", "ニシムラ"}, {"藤井", "フジイ"},
    {"岡本", "オカモト"}, {"金子", "カネコ"}, {"藤原", "フジワラ"}, {"中野", "ナカノ"},
    {"三浦", "ミウラ"}, {"原田", "ハラダ"}, {"中川", "ナカガワ"}, {"松田", "マツダ"},
    {"竹内", "タケウチ"}, {"小野", "オノ"}, {"田村", "タムラ"}, {"中山", "ナカヤマ"},
    {"和田", "ワダ"}, {"石田", "イシダ"}, {"森田", "モリタ"}, {"上田", "ウエダ"},
    {"原", "ハラ"}, {"内田", "ウチダ"}, {"柴田", "シバタ"}, {"酒井", "サカイ"},
    {"宮崎", "ミヤザキ"}, {"横山", "ヨコヤマ"}, {"高木", "タカギ"}, {"安藤", "アンドウ"},
    {"宮本", "ミヤモト"}, {"大野", "オオノ"}, {"小島", "コジマ"}, {"谷口", "タニグチ"},
    {"工藤", "クドウ"}, {"今井", "イマイ"}, {"高田", "タカダ"}, {"増田", "マスダ"},
    {"丸山", "マルヤマ"}, {"杉山", "スギヤマ"}, {"村田", "ムラタ"}, {"大塚", "オオツカ"},
    {"新井", "アライ"}, {"小山", "コヤマ"}, {"平野", "ヒラノ"}, {"藤本", "フジモト"},
    {"河野", "コウノ"}, {"上野", "ウエノ"}, {"野口", "ノグチ"}, {"武田", "タケダ"},
    {"松井", "マツイ"}, {"千葉", "チバ"}, {"岩崎", "イワサキ"}, {"菅原", "スガワラ"},
    {"木下", "キノシタ"}, {"久保", "クボ"}, {"佐野", "サノ"}, {"野村", "ノムラ"},
    {"松尾", "マツオ"}, {"菊地", "キクチ"}, {"杉本", "スギモト"}, {"市川", "イチカワ"},
    {"古川", "フルカワ"}, {"大西", "オオニシ"}, {"島田", "シマダ"}, {"水野", "ミズノ"},
    {"桜井", "サクライ"}, {"高野", "タカノ"}, {"吉川", "ヨシカワ"}, {"山内", "ヤマウチ"},
    {"西田", "ニシダ"}, {"飯田", "イイダ"}, {"菊池", "キクチ"}, {"西川", "ニシカワ"},
    {"小松", "コマツ"}, {"北村", "キタムラ"}, {"安田", "ヤスダ"}, {"五十嵐", "イガラシ"},
    {"川口", "カワグチ"}, {"平田", "ヒラタ"}, {"関", "セキ"}, {"中田", "ナカタ"},
    {"久保田", "クボタ"}, {"服部", "ハットリ"}, {"東", "ヒガシ"}, {"岩田", "イワタ"},
    {"土屋", "ツチヤ"}, {"川崎", "カワサキ"}, {"福島", "フクシマ"}, {"本田", "ホンダ"},
    {"辻", "ツジ"}, {"樋口", "ヒグチ"}, {"秋山", "アキヤマ"}, {"田口", "タグチ"},
    {"永井", "ナガイ"}, {"中西", "ナカニシ"}, {"吉村", "ヨシムラ"}, {"川上", "カワカミ"},
    {"石原", "イシハラ"}, {"大橋", "オオハシ"}, {"松岡", "マツオカ"}, {"馬場", "ババ"},
    {"浜田", "ハマダ"}, {"森本", "モリモト"}, {"星野", "ホシノ"}, {"矢野", "ヤノ"},
    {"浅野", "アサノ"}, {"松下", "マツシタ"}, {"吉岡", "ヨシオカ"}, {"大久保", "オオクボ"},
    {"小池", "コイケ"}, {"野田", "ノダ"}, {"荒木", "アラキ"}, {"熊谷", "クマガイ"},
};

/*
 * Moji_Joho variation sequences as the register's font draws them, and characters outside JIS X
 * 0213.
 */
static const struct town_word rare_surnames[] = {
    {"渡邉\U000E010F", "ワタナベ"}, {"葛\U000E0102西", "カサイ"}, {"𠮷田", "ヨシダ"},
    {"辻\U000E0102", "ツジ"}, {"榊\U000E0102原", "サカキバラ"}, {"𠮷川", "ヨシカワ"},
    {"樋\U000E0102口", "ヒグチ"}, {"芦\U000E0102田", "アシダ"}, {"渡邊\U000E0108", "ワタナベ"},
    {"斎\U000E0102藤", "サイトウ"}, {"祇\U000E0102園", "ギオン"}, {"葛\U000E0102城", "カツラギ"},
    {"𠮷村", "ヨシムラ"}, {"槇\U000E0101原", "マキハラ"}, {"渡邉\U000E0110", "ワタナベ"},
};

static const struct town_word male_elder[] = {
    {"茂", "シゲル"}, {"清", "キヨシ"}, {"勇", "イサム"}, {"実", "ミノル"}, {"勝", "マサル"},
    {"正", "タダシ"}, {"進", "ススム"}, {"弘", "ヒロシ"}, {"博", "ヒロシ"}, {"昭", "アキラ"},
    {"和夫", "カズオ"}, {"幸男", "ユキオ"}, {"義雄", "ヨシオ"}, {"正雄", "マサオ"},
    {"光男", "ミツオ"}, {"忠", "タダシ"}, {"武", "タケシ"}, {"隆", "タカシ"}, {"修", "オサム"},
    {"健一", "ケンイチ"}, {"誠", "マコト"}, {"豊", "ユタカ"}, {"康夫", "ヤスオ"},
    {"久", "ヒサシ"},
};
static const struct town_word male_young[] = {
    {"翔太", "ショウタ"}, {"大輔", "ダイスケ"}, {"健太", "ケンタ"}, {"拓也", "タクヤ"},
    {"直樹", "ナオキ"}, {"亮", "リョウ"}, {"悠斗", "ユウト"}, {"蓮", "レン"}, {"陽翔", "ハルト"},
    {"大翔", "ヒロト"}, {"達也", "タツヤ"}, {"和也", "カズヤ"}, {"智也", "トモヤ"},
    {"雄太", "ユウタ"}, {"駿", "シュン"}, {"湊", "ミナト"}, {"樹", "イツキ"}, {"颯", "ハヤテ"},
    {"洋平", "ヨウヘイ"}, {"貴之", "タカユキ"}, {"剛", "ツヨシ"}, {"浩二", "コウジ"},
    {"純", "ジュン"}, {"慎吾", "シンゴ"}, {"裕介", "ユウスケ"}, {"将", "ショウ"},
};
static const struct town_word female_elder[] = {
    {"和子", "カズコ"}, {"幸子", "サチコ"}, {"節子", "セツコ"}, {"洋子", "ヨウコ"},
    {"恵子", "ケイコ"}, {"京子", "キョウコ"}, {"文子", "フミコ"}, {"久子", "ヒサコ"},
    {"光子", "ミツコ"}, {"美代子", "ミヨコ"}, {"千代子", "チヨコ"}, {"悦子", "エツコ"},
    {"トシ子", "トシコ"}, {"ハル", "ハル"}, {"キヨ", "キヨ"}, {"ヂュン子", "ヂュンコ"},
    {"勝子", "カツコ"}, {"澄子", "スミコ"}, {"弘子", "ヒロコ"}, {"順子", "ジュンコ"},
    {"敏子", "トシコ"}, {"静江", "シズエ"}, {"芳子", "ヨシコ"}, {"陽子", "ヨウコ"},
};
static const struct town_word female_young[] = {
    {"美咲", "ミサキ"}, {"愛", "アイ"}, {"彩", "アヤ"}, {"結衣", "ユイ"}, {"陽菜", "ヒナ"},
    {"葵", "アオイ"}, {"さくら", "サクラ"}, {"凛", "リン"}, {"真由美", "マユミ"},
    {"明美", "アケミ"}, {"由美子", "ユミコ"}, {"直美", "ナオミ"}, {"智子", "トモコ"},
    {"香織", "カオリ"}, {"恵", "メグミ"}, {"裕子", "ユウコ"}, {"紬", "ツムギ"}, {"莉子", "リコ"},
    {"七海", "ナナミ"}, {"千尋", "チヒロ"}, {"麻衣", "マイ"}, {"友美", "トモミ"},
    {"沙織", "サオリ"}, {"瞳", "ヒトミ"}, {"楓", "カエデ"}, {"優花", "ユウカ"},
};

/* ---------------------------------------------------------------- names from other countries -- */

static const struct town_word chn_family[] = {
    {"WANG", "ワン"}, {"LI", "リ"}, {"ZHANG", "チャン"}, {"LIU", "リュウ"},
    {"CHEN", "チェン"}, {"YANG", "ヤン"}, {"ZHAO", "チャオ"}, {"HUANG", "ファン"}};
static const char *const chn_family_kanji[] = {"王", "李", "張", "劉", "陳", "楊", "趙", "黄"};
static const struct town_word chn_male[] = {{"WEI", "ウェイ"}, {"QIANG", "チャン"},
                                            {"LEI", "レイ"}, {"JUN", "ジュン"}, {"YANG", "ヤン"}};
static const char *const chn_male_kanji[] = {"偉", "強", "雷", "軍", "洋"};
static const struct town_word chn_female[] = {
    {"FANG", "ファン"}, {"NA", "ナ"}, {"MIN", "ミン"}, {"JING", "ジン"}, {"XIAOYU", "シャオユ"}};
static const char *const chn_female_kanji[] = {"芳", "娜", "敏", "静", "小雨"};

static const struct town_word kor_family[] = {{"KIM", "キム"}, {"LEE", "イ"}, {"PARK", "パク"},
                                              {"CHOI", "チェ"}, {"JUNG", "チョン"},
                                              {"KANG", "カン"}};
static const char *const kor_family_kanji[] = {"金", "李", "朴", "崔", "鄭", "姜"};
static const struct town_word kor_male[] = {{"MINJUN", "ミンジュン"}, {"SEOJUN", "ソジュン"},
                                            {"YOUNGHO", "ヨンホ"}, {"SUNGMIN", "ソンミン"}};
static const char *const kor_male_kanji[] = {"民俊", "瑞俊", "英浩", "成民"};
static const struct town_word kor_female[] = {{"JIWOO", "ジウ"}, {"SEOYEON", "ソヨン"},
                                              {"YOUNGHEE", "ヨンヒ"}, {"MINJI", "ミンジ"}};
static const char *const kor_female_kanji[] = {"智友", "瑞妍", "英姫", "敏智"};

static const struct town_word npl_family[] = {{"SHRESTHA", "シュレスタ"}, {"GURUNG", "グルン"},
                                              {"TAMANG", "タマン"}, {"RAI", "ライ"},
                                              {"THAPA", "タパ"}, {"KHADKA", "カドカ"}};
static const struct town_word npl_male[] = {{"BISHAL", "ビシャル"}, {"SURESH", "スレス"},
                                            {"PRAKASH", "プラカス"}, {"ANIL", "アニル"}};
static const struct town_word npl_female[] = {{"SITA", "シタ"}, {"ANITA", "アニタ"},
                                              {"SUNITA", "スニタ"}, {"PUJA", "プジャ"}};

static const struct town_word mmr_family[] = {{"AUNG", "アウン"}, {"KYAW", "チョー"},
                                              {"MYO", "ミョー"}, {"THANT", "タン"}};
static const struct town_word mmr_male[] = {{"MIN HTET", "ミンテッ"}, {"ZAW WIN", "ゾーウィン"},
                                            {"NAING LIN", "ナインリン"}};
static const struct town_word mmr_female[] = {{"SU SU", "スースー"}, {"EI MON", "エイモン"},
                                              {"THIRI", "ティリ"}};

static const struct town_word vnm_family[] = {{"NGUYEN", "グエン"}, {"TRAN", "チャン"},
                                              {"LE", "レ"}, {"PHAM", "ファム"}, {"VU", "ヴー"}};
static const struct town_word vnm_male[] = {{"VAN NAM", "ヴァンナム"},
                                            {"DUC ANH", "ドゥックアイン"},
                                            {"MINH TUAN", "ミントゥアン"}};
static const struct town_word vnm_female[] = {{"THI LAN", "ティラン"}, {"THI HUONG", "ティフオン"},
                                              {"THU HA", "トゥハー"}};

static const struct town_word eng_family[] = {{"SMITH", "スミス"}, {"JOHNSON", "ジョンソン"},
                                              {"BROWN", "ブラウン"}, {"TAYLOR", "テイラー"},
                                              {"WILSON", "ウィルソン"}, {"CLARK", "クラーク"}};
static const struct town_word eng_male[] = {{"JOHN", "ジョン"}, {"DAVID", "デイヴィッド"},
                                            {"MICHAEL", "マイケル"}, {"JAMES", "ジェームズ"}};
static const struct town_word eng_female[] = {{"EMILY", "エミリー"}, {"VICTORIA", "ヴィクトリア"},
                                              {"SARAH", "サラ"}, {"ANNA", "アンナ"}};

static const struct town_word tha_family[] = {{"SOMCHAI", "ソムチャイ"}, {"SRISUK", "シースック"},
                                              {"WONGSAWAT", "ウォンサワット"}};
static const struct town_word tha_male[] = {{"ANAN", "アナン"}, {"KITTI", "キッティ"},
                                            {"PRASERT", "プラサート"}};
static const struct town_word tha_female[] = {{"MALEE", "マリー"}, {"SIRIPORN", "シリポーン"},
                                              {"ARUNEE", "アルニー"}};

static const struct town_word phl_family[] = {{"SANTOS", "サントス"}, {"REYES", "レイエス"},
                                              {"CRUZ", "クルス"}, {"GARCIA", "ガルシア"}};
static const struct town_word phl_male[] = {{"JOSE", "ホセ"}, {"MARK", "マーク"},
                                            {"CARLO", "カルロ"}};
static const struct town_word phl_female[] = {{"MARIA", "マリア"}, {"ANGEL", "エンジェル"},
                                              {"GRACE", "グレース"}};

static const struct town_word ind_family[] = {{"SHARMA", "シャルマ"}, {"PATEL", "パテル"},
                                              {"SINGH", "シン"}, {"GUPTA", "グプタ"}};
static const struct town_word ind_male[] = {{"RAHUL", "ラフル"}, {"AMIT", "アミット"},
                                            {"VIJAY", "ヴィジャイ"}};
static const struct town_word ind_female[] = {{"PRIYA", "プリヤ"}, {"NEHA", "ネハ"},
                                              {"KAVITA", "カヴィタ"}};

#define PLAIN(family, male, female)                                                                \
    .families = family, .family_count = COUNT_OF(family), .males = male, .females = female,        \
    .given_count = COUNT_OF(male)

static const struct town_nation nations[] = {
    {.code = "CHN", .weight = 400, .family_first = true, .has_kanji = true,
     PLAIN(chn_family, chn_male, chn_female), .family_kanji = chn_family_kanji,
     .male_kanji = chn_male_kanji, .female_kanji = chn_female_kanji},
    {.code = "KOR", .weight = 260, .family_first = true, .has_kanji = true,
     PLAIN(kor_family, kor_male, kor_female), .family_kanji = kor_family_kanji,
     .male_kanji = kor_male_kanji, .female_kanji = kor_female_kanji},
    {.code = "NPL", .weight = 90, PLAIN(npl_family, npl_male, npl_female)},
    {.code = "MMR", .weight = 65, PLAIN(mmr_family, mmr_male, mmr_female)},
    {.code = "VNM", .weight = 75, .family_first = true, PLAIN(vnm_family, vnm_male, vnm_female)},
    {.code = "USA", .weight = 40, PLAIN(eng_family, eng_male, eng_female)},
    {.code = "THA", .weight = 25, PLAIN(tha_family, tha_male, tha_female)},
    {.code = "PHL", .weight = 25, PLAIN(phl_family, phl_male, phl_female)},
    {.code = "GBR", .weight = 12, PLAIN(eng_family, eng_male, eng_female)},
    {.code = "IND", .weight = 8, PLAIN(ind_family, ind_male, ind_female)},
};

/* ------------------------------------------------------------------------------------ choice -- */

const struct town_word *town_surname(struct town_dice *d)
{
    /* Common names come first in the list: the smaller of two throws favours them. */
    int a = town_below(d, COUNT_OF(surnames));
    int b = town_below(d, COUNT_OF(surnames));
    return &surnames[a < b ? a : b];
}

const struct town_word *town_rare_surname(struct town_dice *d)
{
    return &rare_surnames[town_below(d, COUNT_OF(rare_surnames))];
}

static const struct town_word *given_names(int sex, bool is_elder, int *ret_count)
{
    if (sex == 2) {
        *ret_count = is_elder ? COUNT_OF(female_elder) : COUNT_OF(female_young);
        return is_elder ? female_elder : female_young;
    }
    *ret_count = is_elder ? COUNT_OF(male_elder) : COUNT_OF(male_young);
    return is_elder ? male_elder : male_young;
}

const struct town_word *town_given(struct town_dice *d, int sex, int birth_year)
{
    int count = 0;
    const struct town_word *names = given_names(sex, birth_year < 1965, &count);
    return &names[town_below(d, count)];
}

const struct town_word *town_given_like(struct town_dice *d, int sex, const struct town_word *like)
{
    int count = 0;
    const struct town_word *names = given_names(sex, false, &count);
    int start = town_below(d, count);

    for (int i = 0; i < count; i++) {
        const struct town_word *w = &names[(start + i) % count];
        size_t letter = utf8_prefix(like->kana, text_of(like->kana).len, 3);
        if (w != like && memcmp(w->kana, like->kana, letter) == 0) {
            return w;
        }
    }
    return &names[start];
}

const struct town_nation *town_nation(struct town_dice *d)
{
    int weights[COUNT_OF(nations)];
    for (size_t i = 0; i < COUNT_OF(nations); i++) {
        weights[i] = nations[i].weight;
    }
    return &nations[town_weighted(d, weights, COUNT_OF(nations))];
}

/* ----------------------------------------------------------------------------------- making -- */

void town_name_japanese(struct arena *a, const struct town_word *surname,
                        const struct town_word *given, struct town_name *ret)
{
    ret->name = arena_printf(a, "%s　%s", surname->text, given->text);
    ret->kana = arena_printf(a, "%s　%s", surname->kana, given->kana);
}

void town_name_foreign(struct arena *a, const struct town_nation *nation, int family, int sex,
                       struct town_dice *d, struct town_name *ret)
{
    int f = family % nation->family_count;
    int g = town_below(d, nation->given_count);
    const struct town_word *fam = &nation->families[f];
    const struct town_word *given = sex == 2 ? &nation->females[g] : &nation->males[g];

    if (nation->family_first) {
        ret->roman = arena_printf(a, "%s %s", fam->text, given->text);
        ret->kana = arena_printf(a, "%s　%s", fam->kana, given->kana);
    } else {
        ret->roman = arena_printf(a, "%s %s", given->text, fam->text);
        ret->kana = arena_printf(a, "%s　%s", given->kana, fam->kana);
    }
    ret->name = ret->roman;
    if (nation->has_kanji) {
        ret->foreign_kanji = arena_printf(a, "%s　%s", nation->family_kanji[f],
                                          sex == 2 ? nation->female_kanji[g]
                                                   : nation->male_kanji[g]);
        ret->name = ret->foreign_kanji;
    }
}

void town_name_alias(struct arena *a, struct town_dice *d, int sex, int birth_year,
                     struct town_name *ret)
{
    struct town_name japanese = {0};
    town_name_japanese(a, town_surname(d), town_given(d, sex, birth_year), &japanese);
    ret->alias = japanese.name;
    ret->alias_kana = japanese.kana;
}

void town_name_lengthen(struct arena *a, size_t length, struct town_name *ret)
{
    static const char filler[] = " WARDEN MONTGOMERY ALEXANDRIA BARTHOLOMEW WILHELMINA CONSTANTINE"
                                 " MAXIMILIANA FERDINANDO THEODOSIA ARCHIBALD";
    char *roman = arena_printf(a, "%s%s", ret->roman, filler);
    assert(text_of(roman).len >= length);
    roman[length] = '\0';
    if (roman[length - 1] == ' ') {
        roman[length - 1] = 'A';
    }
    if (ret->name == ret->roman) {
        ret->name = roman;
    }
    ret->roman = roman;
}
