"""The words by which a paper is read, as data: what makes a phrase operative, what divides a sentence, how figures are spelled.

Enters: nothing. Leaves: lists of words. Holds: general English of contracts; no word of one paper.
"""

from __future__ import annotations

__all__ = [
    "BINDING",
    "CONDITIONS",
    "DAYS",
    "DIVIDING",
    "EDGES",
    "EMPTY",
    "EXCEPTIONS",
    "NUMBERS",
    "ORDINALS",
    "PLAIN",
    "SPANS",
]

# a phrase with one of these binds, allows, forbids, represents or defines
BINDING = (
    *("shall", "may", "must", "will", "cannot", "agrees", "agree", "covenants", "undertakes", "warrants", "represents", "acknowledges"),
    *("entitled", "required", "obligated", "permitted", "prohibited", "promises", "waives", "waive", "right", "option", "liable"),
    *("means", "mean", "deemed", "defined", "constitute", "constitutes", "bear", "bears", "payable", "due", "owed", "fails", "breaches"),
    *("terminate", "terminates", "void", "forfeit", "effective", "irrevocable", "irrevocably", "default", "elects", "election"),
)

# a phrase that begins a condition, an exception or a limit
CONDITIONS = (
    *("provided", "unless", "except", "if", "until", "notwithstanding", "subject to", "so long as", "in the event", "other than"),
    *("to the extent", "upon", "in excess of", "without", "whether", "only", "whichever", "in lieu of", "limited to", "excluding", "including"),
    *("not", "no", "within", "prior to", "before", "after", "following", "during", "at least", "more than", "less than", "lesser", "greater"),
    *("lower", "higher", "earlier", "later", "pursuant to", "in accordance with", "equal to", "multiplied by", "divided by", "plus"),
)

# words before which a sentence is divided, after a comma or a bracket
DIVIDING = ("provided", "unless", "except", "if", "but", "notwithstanding", "so long as", "until", "whereupon", "in which", "at which time")

# what an exception begins with: in brackets it is a phrase of its own, and it is found only where most of it is said
EXCEPTIONS = ("other than", "except", "excepting", "excluding", "unless", "provided", "to the extent", "notwithstanding")

# spelled figures
NUMBERS = {
    **{w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split())},
    **{w: 15 + i for i, w in enumerate("fifteen sixteen seventeen eighteen nineteen".split())},
    **{w: 20 + 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())},
    **{"hundred": 100, "thousand": 1000, "million": 1000000},
}
ORDINALS = {
    **{w: 1 + i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())},
    **{"fifteenth": 15, "twentieth": 20, "thirtieth": 30},
}

# kinds of day: what stands before `day`
DAYS = ("business", "trading", "calendar")
SPANS = ("day", "week", "month", "year")

# which side of a figure counts, and whether the figure itself does: two words of one edge say the same of the figure, one of what is
# allowed and one of what is not
EDGES = {
    **dict.fromkeys(("more than", "in excess of", "exceeds", "exceed", "exceeding", "greater than", "at most", "up to", "no more than"), "upper"),
    **dict.fromkeys(("not more than", "not exceed", "not in excess of", "above", "does not exceed", "for more than"), "upper"),
    **dict.fromkeys(("at least", "less than", "not less than", "no less than", "fewer than", "lower than", "below", "no fewer than"), "lower"),
    **dict.fromkeys(("or more",), "lower"),
}

# words that say nothing of what a phrase is about
EMPTY = frozenset(
    """a an the of to in on at by for with from as or and any all such this that these those it its is are be been being was were has have had
    which who whom whose what when where there here hereof herein hereto hereunder hereby thereof therein thereto thereon thereunder than then
    so do does did not no nor but if upon into under over between may shall will must can could would should other each every same said
    one also only both either neither their his her they them he she we you i ii iii iv v vi vii viii ix x b c d e f g h
    means mean day days time times date section sections article articles including without limitation respect set forth
    used use made make provided however case more less least most out up per etc first its whether it through within after before during
    recorded reading taken paper told event observation reference above below pursuant accordance applicable otherwise extent""".split()
)

# other words of the language for words of papers: a phrase about one is about the other
PLAIN = {
    **dict.fromkeys(("pay", "paid", "payable", "payment", "payments", "pays", "owes", "owe", "owed", "paying"), "pay"),
    **dict.fromkeys(("authorised", "authorized", "authorize", "authorises", "authorization", "authorise", "authorizes"), "authoriz"),
    **dict.fromkeys(("give", "gives", "gave", "given", "deliver", "delivers", "delivery", "delivered", "delivering", "furnish"), "deliver"),
    **dict.fromkeys(("send", "sent", "sends", "submit", "submits", "submitted", "submitting", "submission", "mail", "mailed"), "send"),
    **dict.fromkeys(("notice", "notices", "notify", "notified", "notifies", "notifying", "notification"), "notic"),
    **dict.fromkeys(("lesser", "lower", "lowest", "least"), "lower"),
    **dict.fromkeys(("greater", "higher", "highest", "greatest"), "higher"),
    **dict.fromkeys(("buy", "bought", "purchase", "purchased", "purchases", "purchasing", "acquire", "acquired"), "purchas"),
    **dict.fromkeys(("elect", "elects", "elected", "election", "elections", "chooses", "choose", "choice", "option"), "elect"),
    **dict.fromkeys(("sell", "sold", "sale", "sales", "selling", "sells", "dispose", "disposed", "disposition", "disposal"), "sale"),
    **dict.fromkeys(("begin", "begins", "beginning", "commence", "commencing", "commences"), "begin"),
    **dict.fromkeys(("end", "ends", "ending", "ended", "terminate", "terminates", "termination", "terminated", "expires", "expire"), "end"),
    **dict.fromkeys(("stockholder", "stockholders", "shareholder", "shareholders"), "stockholder"),
    **dict.fromkeys(("breach", "breaches", "breached", "violation", "violate"), "breach"),
    **dict.fromkeys(("happen", "happened", "occur", "occurs", "occurred", "occurrence", "occurring"), "occur"),
    **dict.fromkeys(("outstanding", "unpaid"), "unpaid"),
    **dict.fromkeys(("company", "corporation"), "company"),
    **dict.fromkeys(("multiplied", "times"), "multipli"),
    **dict.fromkeys(("consent", "consents", "consented"), "consent"),
    **dict.fromkeys(("fail", "fails", "failed", "failure", "failures"), "fail"),
}
