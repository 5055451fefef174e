#include "town/places.h"

enum branch {
    YOTSUYA, TANSU, ENOKI, WAKAMATSU, OKUBO, TOTSUKA, OCHIAI1, OCHIAI2, KASHIWAGI, TSUNO
};

/* Residents of the area, and foreign residents among 1,000 (2015). */
static const struct {
    const char *name;
    int residents, foreign_permille;
} branches[] = {
    {"四谷", 36100, 47}, {"箪笥町", 38200, 35}, {"榎町", 33900, 51}, {"若松町", 31500, 76},
    {"大久保", 44300, 218}, {"戸塚", 39700, 121}, {"落合第一", 33400, 65}, {"落合第二", 30100, 39},
    {"柏木", 30600, 142}, {"角筈", 15700, 77},
};

static const struct town_place places[] = {
    {"1600001", "片町", 0, YOTSUYA}, {"1600002", "四谷坂町", 0, YOTSUYA},
    {"1600003", "四谷本塩町", 0, YOTSUYA}, {"1600004", "四谷", 4, YOTSUYA},
    {"1600005", "愛住町", 0, YOTSUYA}, {"1600006", "舟町", 0, YOTSUYA},
    {"1600007", "荒木町", 0, YOTSUYA}, {"1600008", "四谷三栄町", 0, YOTSUYA},
    {"1600011", "若葉", 3, YOTSUYA}, {"1600012", "南元町", 0, YOTSUYA},
    {"1600013", "霞ケ丘町", 0, YOTSUYA}, {"1600014", "内藤町", 0, YOTSUYA},
    {"1600015", "大京町", 0, YOTSUYA}, {"1600016", "信濃町", 0, YOTSUYA},
    {"1600017", "左門町", 0, YOTSUYA}, {"1600018", "須賀町", 0, YOTSUYA},
    {"1600021", "歌舞伎町", 2, TSUNO}, {"1600022", "新宿", 7, YOTSUYA},
    {"1600023", "西新宿", 8, TSUNO}, {"1610031", "西落合", 4, OCHIAI2},
    {"1610032", "中落合", 4, OCHIAI1}, {"1610033", "下落合", 4, OCHIAI1},
    {"1610034", "上落合", 3, OCHIAI1}, {"1610035", "中井", 2, OCHIAI2},
    {"1620041", "早稲田鶴巻町", 0, ENOKI}, {"1620042", "早稲田町", 0, ENOKI},
    {"1620043", "早稲田南町", 0, ENOKI}, {"1620044", "喜久井町", 0, ENOKI},
    {"1620045", "馬場下町", 0, ENOKI}, {"1620053", "原町", 3, ENOKI},
    {"1620054", "河田町", 0, WAKAMATSU}, {"1620055", "余丁町", 0, WAKAMATSU},
    {"1620056", "若松町", 0, WAKAMATSU}, {"1620061", "市谷柳町", 0, ENOKI},
    {"1620062", "市谷加賀町", 2, TANSU}, {"1620063", "市谷薬王寺町", 0, ENOKI},
    {"1620064", "市谷仲之町", 0, WAKAMATSU}, {"1620065", "住吉町", 0, WAKAMATSU},
    {"1620066", "市谷台町", 0, WAKAMATSU}, {"1620067", "富久町", 0, WAKAMATSU},
    {"1620801", "山吹町", 0, ENOKI}, {"1620802", "改代町", 0, ENOKI},
    {"1620803", "赤城下町", 0, ENOKI}, {"1620804", "中里町", 0, ENOKI},
    {"1620805", "矢来町", 0, ENOKI}, {"1620806", "榎町", 0, ENOKI},
    {"1620807", "東榎町", 0, ENOKI}, {"1620808", "天神町", 0, ENOKI},
    {"1620811", "水道町", 0, ENOKI}, {"1620812", "西五軒町", 0, TANSU},
    {"1620813", "東五軒町", 0, TANSU}, {"1620814", "新小川町", 0, TANSU},
    {"1620815", "筑土八幡町", 0, TANSU}, {"1620816", "白銀町", 0, TANSU},
    {"1620817", "赤城元町", 0, TANSU}, {"1620818", "築地町", 0, ENOKI},
    {"1620821", "津久戸町", 0, TANSU}, {"1620822", "下宮比町", 0, TANSU},
    {"1620824", "揚場町", 0, TANSU}, {"1620825", "神楽坂", 6, TANSU},
    {"1620826", "市谷船河原町", 0, TANSU}, {"1620827", "若宮町", 0, TANSU},
    {"1620828", "袋町", 0, TANSU}, {"1620831", "横寺町", 0, TANSU},
    {"1620832", "岩戸町", 0, TANSU}, {"1620833", "箪笥町", 0, TANSU},
    {"1620834", "北町", 0, TANSU}, {"1620835", "中町", 0, TANSU},
    {"1620836", "南町", 0, TANSU}, {"1620837", "納戸町", 0, TANSU},
    {"1620838", "細工町", 0, TANSU}, {"1620841", "払方町", 0, TANSU},
    {"1620842", "市谷砂土原町", 3, TANSU}, {"1620843", "市谷田町", 3, TANSU},
    {"1620844", "市谷八幡町", 0, TANSU}, {"1620845", "市谷本村町", 0, TANSU},
    {"1620846", "市谷左内町", 0, TANSU}, {"1620847", "市谷長延寺町", 0, TANSU},
    {"1620848", "市谷鷹匠町", 0, TANSU}, {"1620851", "弁天町", 0, ENOKI},
    {"1620852", "南榎町", 0, ENOKI}, {"1620853", "北山伏町", 0, TANSU},
    {"1620854", "南山伏町", 0, TANSU}, {"1620855", "二十騎町", 0, TANSU},
    {"1620856", "市谷甲良町", 0, TANSU}, {"1620857", "市谷山伏町", 0, TANSU},
    {"1690051", "西早稲田", 3, TOTSUKA}, {"1690052", "戸山", 3, WAKAMATSU},
    {"1690071", "戸塚町", 1, TOTSUKA}, {"1690072", "大久保", 3, OKUBO},
    {"1690073", "百人町", 4, OKUBO}, {"1690074", "北新宿", 4, KASHIWAGI},
    {"1690075", "高田馬場", 4, TOTSUKA},
};

static const struct {
    const char *municipality, *address;
} elsewhere[] = {
    {"131130", "東京都渋谷区"}, {"131148", "東京都中野区"}, {"131121", "東京都世田谷区"},
    {"131199", "東京都板橋区"}, {"131202", "東京都練馬区"}, {"132012", "東京都八王子市"},
    {"141003", "神奈川県横浜市"}, {"111007", "埼玉県さいたま市"}, {"121002", "千葉県千葉市"},
    {"271004", "大阪府大阪市"}, {"011002", "北海道札幌市"}, {"401307", "福岡県福岡市"},
    {"231002", "愛知県名古屋市"}, {"041009", "宮城県仙台市"},
};

static const struct {
    const char *name, *kana;
} buildings[] = {
    {"コーポ欅", "コーポケヤキ"}, {"メゾン青葉", "メゾンアオバ"},
    {"第二若葉荘", "ダイニワカバソウ"},
    {"グランドール花園", "グランドールハナゾノ"}, {"レジデンス外苑", "レジデンスガイエン"},
    {"ハイツ神田川", "ハイツカンダガワ"}, {"都営戸山アパート", "トエイトヤマアパート"},
    {"シャトー十二社", "シャトージュウニソウ"}, {"サンライズ柏木", "サンライズカシワギ"},
    {"ルミエール落合", "ルミエールオチアイ"},
};

/* A town weighs its area's residents by its share of the area's 丁目. */
static int place_weight(size_t i, bool is_foreign)
{
    int of_area = 0;
    for (size_t k = 0; k < COUNT_OF(places); k++) {
        if (places[k].branch == places[i].branch) {
            of_area += places[k].chome == 0 ? 1 : places[k].chome * 2;
        }
    }
    int own = places[i].chome == 0 ? 1 : places[i].chome * 2;
    int people = branches[places[i].branch].residents * own / of_area;
    int foreign = branches[places[i].branch].foreign_permille;
    return people * (is_foreign ? foreign : 1000 - foreign) / 1000 + 1;
}

int town_place(struct town_dice *d, bool is_foreign)
{
    /* Weights never change; they are counted once. */
    static int weights[2][COUNT_OF(places)];
    int *w = weights[is_foreign];
    if (w[0] == 0) {
        for (size_t i = 0; i < COUNT_OF(places); i++) {
            w[i] = place_weight(i, is_foreign);
        }
    }
    return town_weighted(d, w, COUNT_OF(places));
}

void town_address(struct arena *a, struct town_dice *d, int place, struct town_address *ret)
{
    static const char *const numerals[] = {"", "一", "二", "三", "四", "五", "六", "七", "八"};
    const struct town_place *p = &places[place];
    int lot = town_between(d, 1, 42), number = town_between(d, 1, 28);
    int chome = p->chome == 0 ? 0 : town_between(d, 1, p->chome);

    *ret = (struct town_address){.postal_code = p->postal_code, .branch = p->branch,
                                 .building = "", .building_kana = ""};
    ret->code = arena_printf(a, "13104%03d%03d", place + 1, chome);
    ret->lot_code = arena_printf(a, "%05d%05d00000", lot, number);
    if (chome > 0) {
        ret->address = arena_printf(a, "東京都新宿区%s%s丁目%d番%d号", p->name, numerals[chome],
                                    lot, number);
    } else {
        ret->address = arena_printf(a, "東京都新宿区%s%d番地%d", p->name, lot, number);
    }
    if (town_chance(d, 620)) {
        int b = town_below(d, COUNT_OF(buildings));
        int floor = town_between(d, 1, 14), door = town_between(d, 1, 9);
        ret->building = arena_printf(a, "%s　%d%02d号室", buildings[b].name, floor, door);
        ret->building_kana = buildings[b].kana;
    }
}

const char *town_elsewhere(struct town_dice *d, const char **ret_municipality)
{
    int i = town_below(d, COUNT_OF(elsewhere));
    *ret_municipality = elsewhere[i].municipality;
    return elsewhere[i].address;
}

