/* 権限 -- the closed list of rights; everything not granted is denied. */
#include "ops/ops.h"

/* Whoever touches the 個人番号 does it for this duty, which each record names (MN-06). */
#define NUMBER_DUTY "国民健康保険の資格、賦課、給付の事務（番号法9条1項）"

const struct permission_entry ops_permissions[PERM_COUNT] = {
    [PERM_NONE] = {"", "", "", 0, 0, NULL},
    [PERM_ADDRESSEE_VIEW] = {"addressee.view",
        "宛名の照会", "宛名", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_ADDRESSEE_ADD] = {"addressee.add",
        "住登外者の登録", "宛名", ACTION_ADD, CLASS_BUSINESS, NULL},
    [PERM_ADDRESSEE_CHANGE] = {"addressee.change",
        "宛名の修正", "宛名", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_ADDRESSEE_MERGE] = {"addressee.merge",
        "名寄せ・分離", "宛名", ACTION_DELETE, CLASS_BUSINESS, NULL},
    [PERM_ADDRESSEE_APPROVE] = {"addressee.approve",
        "宛名の承認", "宛名", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_ACCOUNT_VIEW] = {"account.view",
        "口座の照会", "口座", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_ACCOUNT_CHANGE] = {"account.change",
        "口座の登録・修正", "口座", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_STATUS_OF_RESIDENCE_VIEW] = {"residence.view",
        "在留資格等の照会", "宛名", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_NUMBER_VIEW] = {"number.view",
        "個人番号の表示", "個人番号", ACTION_VIEW, CLASS_BUSINESS, NUMBER_DUTY},
    [PERM_NUMBER_SEARCH] = {"number.search",
        "個人番号での検索", "個人番号", ACTION_VIEW, CLASS_BUSINESS, NUMBER_DUTY},
    [PERM_NUMBER_CHANGE] = {"number.change",
        "個人番号の登録・修正", "個人番号", ACTION_CHANGE, CLASS_BUSINESS, NUMBER_DUTY},
    [PERM_NUMBER_PRINT] = {"number.print",
        "個人番号の印刷", "個人番号", ACTION_OUTPUT, CLASS_BUSINESS, NUMBER_DUTY},
    [PERM_RESIDENT_CODE_VIEW] = {"resident-code.view",
        "住民票コードの表示", "宛名", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_RESTRICTED_VIEW] = {"restricted.view",
        "支援措置対象者の住所の照会", "支援措置", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_RESTRICTED_CHANGE] = {"restricted.change",
        "支援措置の登録・修正", "支援措置", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_RESTRICTED_APPROVE] = {"restricted.approve",
        "支援措置の承認", "支援措置", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_RESTRICTED_RELEASE] = {"restricted.release",
        "支援措置の一時解除", "支援措置", ACTION_RUN, CLASS_BUSINESS, NULL},
    [PERM_ELIGIBILITY_VIEW] = {"eligibility.view",
        "資格の照会", "資格", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_ELIGIBILITY_CHANGE] = {"eligibility.change",
        "資格の異動の登録", "資格", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_ELIGIBILITY_APPROVE] = {"eligibility.approve",
        "資格の異動の承認", "資格", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_PREMIUM_VIEW] = {"premium.view",
        "賦課の照会", "賦課", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_PREMIUM_RUN] = {"premium.run",
        "賦課処理の実行", "賦課", ACTION_RUN, CLASS_BUSINESS, NULL},
    [PERM_PREMIUM_APPROVE] = {"premium.approve",
        "賦課の決議", "賦課", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_TRIAL_VIEW] = {"trial.view",
        "保険料の試算", "賦課", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_TRIAL_RATES] = {"trial.rates",
        "料率の試算", "賦課", ACTION_RUN, CLASS_BUSINESS, NULL},
    [PERM_PARAMS_PROPOSE] = {"params.propose",
        "料率等の登録", "料率", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_PARAMS_APPROVE] = {"params.approve",
        "料率等の承認", "料率", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_NOTICE_PRINT] = {"notice.print",
        "通知書の出力", "通知書", ACTION_OUTPUT, CLASS_BUSINESS, NULL},
    [PERM_COLLECTION_VIEW] = {"collection.view",
        "収納の照会", "収納", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_COLLECTION_CHANGE] = {"collection.change",
        "収納の登録・訂正", "収納", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_COLLECTION_APPROVE] = {"collection.approve",
        "還付・充当・収納訂正の承認", "収納", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_COLLECTION_RUN] = {"collection.run",
        "口座振替・督促・催告などの処理", "収納", ACTION_RUN, CLASS_BUSINESS, NULL},
    [PERM_COLLECTION_CLOSE] = {"collection.close",
        "収納の締め・繰越", "収納", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_SLIP_PRINT] = {"slip.print",
        "納付書・納付証明の出力", "収納", ACTION_OUTPUT, CLASS_BUSINESS, NULL},
    [PERM_ARREARS_VIEW] = {"arrears.view",
        "滞納整理の照会", "滞納", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_ARREARS_CHANGE] = {"arrears.change",
        "折衝・分納などの登録", "滞納", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_ARREARS_APPROVE] = {"arrears.approve",
        "処分・猶予・停止・欠損の承認", "滞納", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_IMPORT_RUN] = {"import.run",
        "ファイルの取込", "連携", ACTION_RUN, CLASS_BUSINESS, NUMBER_DUTY},
    [PERM_JOB_VIEW] = {"job.view",
        "処理状況の照会", "処理", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_NIGHT_RUN] = {"night.run",
        "夜間処理の実行", "処理", ACTION_RUN, CLASS_ANY, NULL},
    [PERM_CASE_VIEW] = {"case.view",
        "作業一覧の照会", "作業", ACTION_VIEW, CLASS_BUSINESS, NULL},
    [PERM_CASE_CHANGE] = {"case.change",
        "作業の処理", "作業", ACTION_CHANGE, CLASS_BUSINESS, NULL},
    [PERM_CASE_ASSIGN] = {"case.assign",
        "作業の割当て", "作業", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_NOTE_CHANGE] = {"note.change",
        "メモ・付せんの登録", "作業", ACTION_ADD, CLASS_BUSINESS, NULL},
    [PERM_OUTPUT_REQUEST] = {"output.request",
        "一覧の出力の申請", "出力", ACTION_OUTPUT, CLASS_BUSINESS, NULL},
    [PERM_OUTPUT_APPROVE] = {"output.approve",
        "一覧の出力の承認", "出力", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_OUTPUT_MEDIA] = {"output.media",
        "外部媒体への出力", "出力", ACTION_OUTPUT, CLASS_BUSINESS, NULL},
    [PERM_DISCLOSURE_MAKE] = {"disclosure.make",
        "開示請求の受付・回答", "開示請求", ACTION_OUTPUT, CLASS_BUSINESS, NULL},
    [PERM_DISCLOSURE_APPROVE] = {"disclosure.approve",
        "開示の決定の承認", "開示請求", ACTION_APPROVE, CLASS_BUSINESS, NULL},
    [PERM_OPERATOR_MANAGE] = {"operator.manage",
        "職員の登録", "利用者", ACTION_CHANGE, CLASS_ADMINISTRATION, NULL},
    [PERM_RIGHTS_REQUEST] = {"rights.request",
        "権限の申請", "権限", ACTION_ADD, CLASS_ANY, NULL},
    [PERM_RIGHTS_APPROVE] = {"rights.approve",
        "権限の承認", "権限", ACTION_APPROVE, CLASS_ADMINISTRATION, NULL},
    [PERM_TERMINAL_MANAGE] = {"terminal.manage",
        "端末の登録", "端末", ACTION_CHANGE, CLASS_ADMINISTRATION, NULL},
    [PERM_KEY_MANAGE] = {"key.manage",
        "鍵の管理", "鍵", ACTION_CHANGE, CLASS_ADMINISTRATION, NULL},
    [PERM_AUDIT_VIEW] = {"audit.view",
        "記録の照会", "記録", ACTION_VIEW, CLASS_AUDIT, NULL},
    [PERM_AUDIT_REVIEW] = {"audit.review",
        "記録の点検", "記録", ACTION_APPROVE, CLASS_AUDIT, NULL},
    [PERM_AUDIT_EXPORT] = {"audit.export",
        "記録の書出し", "記録", ACTION_OUTPUT, CLASS_AUDIT, NULL},
};

const char *ops_action_label(enum action action)
{
    static const char *const labels[] = {"", "照会", "登録", "修正", "削除", "出力", "承認", "実行"};
    return labels[action];
}

bool ops_permission_find(struct text name, enum permission *ret)
{
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        if (text_is(name, ops_permissions[p].name)) {
            *ret = (enum permission)p;
            return true;
        }
    }
    return false;
}

enum err ops_permissions_parse(struct text names, struct report *report, struct permission_set *ret)
{
    struct permission_set set = {0};
    for (size_t from = 0; from < names.len;) {
        size_t to = from;
        while (to < names.len && names.bytes[to] != ',') {
            to++;
        }
        struct text name = {names.bytes + from, to - from};
        enum permission p;
        if (!ops_permission_find(name, &p)) {
            return report_fail(report, ERR_INPUT, "知らない権限です: %.*s",
                               (int)(name.len > 64 ? 64 : name.len), name.bytes);
        }
        permission_add(&set, p);
        from = to + 1;
    }
    *ret = set;
    return ERR_NONE;
}

struct text ops_permissions_format(const struct permission_set *set, struct arena *arena)
{
    struct textbuf out;
    textbuf_init(&out, 1 << 14);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        if (permission_in(set, (enum permission)p)) {
            textbuf_puts(&out, out.len > 0 ? "," : "");
            textbuf_puts(&out, ops_permissions[p].name);
        }
    }
    struct text names = text_copy(arena, textbuf_text(&out));
    textbuf_done(&out);
    return names;
}
