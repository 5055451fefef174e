"""Dated values of the second engine, fiscal years 2018 to 2026 (平成30年度 to 令和8年度).

Typed in from the fact sheet of the premium (賦課), sections 2, 3.3, 3.4, 4.1 and 5.4, and from
nothing else: a slip of the pen here and one in the parameter files of the program would have to be
the same slip to stay unseen.

Rates are Fractions, amounts are whole yen. None as a rate means "not found": whoever needs it is
refused.
"""

from collections import namedtuple
from fractions import Fraction

FIRST_YEAR = 2018
LAST_YEAR = 2026

PART_NAMES = ("medical", "support", "care", "child")     # 医療分, 支援金分, 介護分, 子ども分

# One part of an ordinance. cap None = no cap (賦課限度額).
Part = namedtuple("Part", "income_rate asset_rate per_capita per_capita_18plus per_household cap")
Rounding = namedtuple("Rounding", "base_unit part_unit total_unit instalment_unit remainder_to")
Ordinance = namedtuple("Ordinance", "parts rounding instalments")


class NoRow(Exception):
    """A value is asked for that the tables do not hold."""


def percent(text):
    """'7.51' -> 751/10000, exactly."""
    return Fraction(text) / 100


# ---------------------------------------------------------------------------------------------
# Shinjuku ward (新宿区, 131041): income rate %, per capita, cap.   Sheet 2.1
# ---------------------------------------------------------------------------------------------

SHINJUKU = {
    2018: {"medical": ("7.32", 39000, 580000), "support": ("2.22", 12000, 190000),
           "care": ("1.65", 15600, 160000)},
    2019: {"medical": ("7.25", 39900, 610000), "support": ("2.24", 12300, 190000),
           "care": ("1.66", 15600, 160000)},
    2020: {"medical": ("7.14", 39900, 630000), "support": ("2.29", 12900, 190000),
           "care": ("1.96", 15600, 170000)},
    2021: {"medical": ("7.13", 38800, 630000), "support": ("2.41", 13200, 190000),
           "care": (None, 17000, 170000)},
    2022: {"medical": ("7.16", 42100, 650000), "support": ("2.28", 13200, 200000),
           "care": (None, 16600, 170000)},
    2023: {"medical": ("7.17", 45000, 650000), "support": ("2.42", 15100, 220000),
           "care": (None, 16200, 170000)},
    2024: {"medical": ("8.69", 49100, 650000), "support": ("2.80", 16500, 240000),
           "care": ("2.36", 16500, 170000)},      # two other wards agree, Shinjuku's page not seen
    2025: {"medical": ("7.71", 47300, 660000), "support": ("2.69", 16800, 260000),
           "care": ("2.25", 16600, 170000)},
    2026: {"medical": ("7.51", 47600, 670000), "support": ("2.80", 17600, 260000),
           "care": ("2.43", 17800, 170000), "child": ("0.27", 1800, 30000)},
}
SHINJUKU_18PLUS = {2026: 73}                      # 18歳以上被保険者均等割, sheet 1.4
SHINJUKU_ROUNDING = Rounding(1, 1, 1, 10, "first")    # sheet 5.4
SHINJUKU_INSTALMENTS = 10                         # June to March, sheet 6.1

# ---------------------------------------------------------------------------------------------
# Nagano city (長野市, 202011), FY2025: income rate %, per capita, per household; 3方式.
# Base cut to 1,000 yen, each part to 10 yen. Instalments taken as ten, 100 yen, rest to the first.
# ---------------------------------------------------------------------------------------------

NAGANO = {
    2025: {"medical": ("8.2", 17760, 19680, 660000),
           "support": ("2.8", 6240, 7560, 260000),
           "care": ("2.6", 8760, 7080, 170000)},
}
NAGANO_ROUNDING = Rounding(1000, 10, 1, 100, "first")
NAGANO_INSTALMENTS = 10

# ---------------------------------------------------------------------------------------------
# 見本市 (999999): an INVENTED municipality with four methods (4方式). No such place exists.
# income rate %, asset rate %, per capita, 18+ amount, per household, cap.
# ---------------------------------------------------------------------------------------------

MIHON = {
    2025: {"medical": ("6.5", "20", 24000, 0, 18000, 660000),
           "support": ("2.4", "0", 9000, 0, 6000, 260000),
           "care": ("2.2", "0", 10000, 0, 5000, 170000)},
    2026: {"medical": ("6.5", "20", 24000, 0, 18000, 670000),
           "support": ("2.4", "0", 9000, 0, 6000, 260000),
           "care": ("2.2", "0", 10000, 0, 5000, 170000),
           "child": ("0.3", "0", 1800, 100, 0, 30000)},
}
MIHON_ROUNDING = Rounding(1, 100, 1, 1000, "first")
MIHON_INSTALMENTS = 8                             # August to March


def _shinjuku(year):
    parts = {}
    for name, (rate, per_capita, cap) in SHINJUKU[year].items():
        parts[name] = Part(None if rate is None else percent(rate), Fraction(0), per_capita,
                           SHINJUKU_18PLUS[year] if name == "child" else 0, 0, cap)
    return Ordinance(parts, SHINJUKU_ROUNDING, SHINJUKU_INSTALMENTS)


def _nagano(year):
    parts = {name: Part(percent(rate), Fraction(0), per_capita, 0, per_household, cap)
             for name, (rate, per_capita, per_household, cap) in NAGANO[year].items()}
    return Ordinance(parts, NAGANO_ROUNDING, NAGANO_INSTALMENTS)


def _mihon(year):
    parts = {name: Part(percent(rate), percent(asset), per_capita, plus, per_household, cap)
             for name, (rate, asset, per_capita, plus, per_household, cap) in MIHON[year].items()}
    return Ordinance(parts, MIHON_ROUNDING, MIHON_INSTALMENTS)


ORDINANCES = {("131041", year): _shinjuku(year) for year in SHINJUKU}
ORDINANCES.update({("202011", year): _nagano(year) for year in NAGANO})
ORDINANCES.update({("999999", year): _mihon(year) for year in MIHON})


def ordinance(municipality, year):
    if (municipality, year) not in ORDINANCES:
        raise NoRow("no ordinance of %s for fiscal year %d" % (municipality, year))
    return ORDINANCES[(municipality, year)]


# ---------------------------------------------------------------------------------------------
# Basic deduction (基礎控除), sheet 2.2: (combined income 合計所得金額 at most, deduction)
# ---------------------------------------------------------------------------------------------

def basic_deduction(year, combined_income):
    if year <= 2020:
        return 330000
    if combined_income <= 24000000:
        return 430000
    if combined_income <= 24500000:
        return 290000
    if combined_income <= 25000000:
        return 150000
    return 0


# ---------------------------------------------------------------------------------------------
# Thresholds of the reduction (軽減判定), sheet 2.3: base, per extra earner, 5/10 and 2/10 a person
# ---------------------------------------------------------------------------------------------

Thresholds = namedtuple("Thresholds", "base per_extra_earner five_per_person two_per_person")

THRESHOLDS = {
    2018: Thresholds(330000, 0, 275000, 500000),
    2019: Thresholds(330000, 0, 280000, 510000),
    2020: Thresholds(330000, 0, 285000, 520000),
    2021: Thresholds(430000, 100000, 285000, 520000),
    2022: Thresholds(430000, 100000, 285000, 520000),
    2023: Thresholds(430000, 100000, 290000, 535000),
    2024: Thresholds(430000, 100000, 295000, 545000),
    2025: Thresholds(430000, 100000, 305000, 560000),
    2026: Thresholds(430000, 100000, 310000, 570000),
}

# Who is an earner (給与所得者等), sheet 4.1: revenue OVER these figures.
SALARY_EARNER_OVER = {year: 550000 for year in range(2018, 2026)}
SALARY_EARNER_OVER[2026] = 650000
PENSION_EARNER_OVER_UNDER_65 = 600000
PENSION_EARNER_OVER_FROM_65 = 1250000
PENSION_TEST_DEDUCTION = 150000                  # taken off pension income from 65 on, in the test

PRESCHOOL_FROM_YEAR = 2022                       # 未就学児, sheet 4.2
CHILD_PART_FROM_YEAR = 2026                      # 子ども分, sheet 1.2
ADJUSTMENT_FROM_YEAR = 2021                      # 所得金額調整控除, income of 2020 on, sheet 3.5
ADVANCE_FROM_YEAR = 2026                         # 前納, sheet 6.4
MATERNITY_FROM_MONTH = (2024, 1)                 # 産前産後, sheet 4.3
MATERNITY_FROM_BIRTH = (2023, 11, 1)

UNEMPLOYED_CODES = {"11", "12", "21", "22", "31", "32", "23", "33", "34"}    # sheet 4.4


# ---------------------------------------------------------------------------------------------
# Salary income from salary revenue (給与所得控除), sheet 3.3. The fiscal year follows the income
# year. Under 6,600,000 by 別表第五: a = revenue / 4 cut to 1,000 yen.
# ---------------------------------------------------------------------------------------------

def salary_income(year, revenue):
    a = revenue // 4000 * 1000
    if year <= 2020:                             # income of 2017 to 2019
        if revenue <= 650999:
            return 0
        if revenue <= 1618999:
            return revenue - 650000
        if revenue <= 1619999:
            return 969000
        if revenue <= 1621999:
            return 970000
        if revenue <= 1623999:
            return 972000
        if revenue <= 1627999:
            return 974000
        if revenue <= 1799999:
            return a * 24 // 10
        if revenue <= 3599999:
            return a * 28 // 10 - 180000
        if revenue <= 6599999:
            return a * 32 // 10 - 540000
        if revenue <= 9999999:
            return revenue * 9 // 10 - 1200000
        return revenue - 2200000
    if year <= 2025:                             # income of 2020 to 2024
        if revenue <= 550999:
            return 0
        if revenue <= 1618999:
            return revenue - 550000
        if revenue <= 1619999:
            return 1069000
        if revenue <= 1621999:
            return 1070000
        if revenue <= 1623999:
            return 1072000
        if revenue <= 1627999:
            return 1074000
        if revenue <= 1799999:
            return a * 24 // 10 + 100000
    else:                                        # income of 2025
        if revenue <= 650999:
            return 0
        if revenue <= 1899999:
            return revenue - 650000
    if revenue <= 3599999:                       # the same from the income of 2020 on
        return a * 28 // 10 - 80000
    if revenue <= 6599999:
        return a * 32 // 10 - 440000
    if revenue <= 8499999:
        return revenue * 9 // 10 - 1100000
    return revenue - 1950000


# ---------------------------------------------------------------------------------------------
# Pension income from pension revenue (公的年金等控除), sheet 3.4. other = income besides pensions.
# ---------------------------------------------------------------------------------------------

def pension_income(year, revenue, is_65, other):
    if year <= 2020:                             # to the income of 2019: 100,000 more, no top
        more = 100000
    elif other <= 10000000:
        more = 0
    elif other <= 20000000:
        more = -100000
    else:
        more = -200000

    if is_65 and revenue <= 3300000:
        deduction = Fraction(1100000)
    elif not is_65 and revenue <= 1300000:
        deduction = Fraction(600000)
    elif revenue <= 4100000:
        deduction = Fraction(revenue * 25, 100) + 275000
    elif revenue <= 7700000:
        deduction = Fraction(revenue * 15, 100) + 685000
    elif revenue <= 10000000 or year <= 2020:
        deduction = Fraction(revenue * 5, 100) + 1455000
    else:
        deduction = Fraction(1955000)
    income = revenue - (deduction + more)
    return income.numerator // income.denominator if income > 0 else 0     # cut to 1 yen
