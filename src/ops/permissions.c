/* 権限 -- the closed list of rights; everything not granted is denied. */
#include "ops/ops.h"

const struct permission_entry ops_permissions[PERM_COUNT] = {
    [PERM_NONE] = {"", ""},
    [PERM_ADDRESSEE_VIEW] = {"addressee.view", "宛名の照会"},
    [PERM_ELIGIBILITY_VIEW] = {"eligibility.view", "資格の照会"},
    [PERM_PREMIUM_VIEW] = {"premium.view", "賦課の照会"},
    [PERM_PREMIUM_RUN] = {"premium.run", "賦課処理の実行"},
    [PERM_PREMIUM_APPROVE] = {"premium.approve", "賦課の決議"},
    [PERM_PARAMS_PROPOSE] = {"params.propose", "料率等の登録"},
    [PERM_PARAMS_APPROVE] = {"params.approve", "料率等の承認"},
    [PERM_NOTICE_PRINT] = {"notice.print", "通知書の出力"},
    [PERM_IMPORT_RUN] = {"import.run", "ファイルの取込"},
    [PERM_JOB_VIEW] = {"job.view", "処理状況の照会"},
    [PERM_OPERATOR_MANAGE] = {"operator.manage", "職員の登録"},
};

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
