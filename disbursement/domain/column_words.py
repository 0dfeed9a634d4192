"""The wordings of treasury headings, as data: a further wording is a line here.

Patterns are matched against folded text ("Mã dự án" is "ma du an").
"""

import re

from disbursement.domain.meanings import Meaning

# A heading of the row, best wording first. The whole heading must match.
IDENTITIES: dict[Meaning, tuple[str, ...]] = {
    Meaning.PROJECT_CODE: (
        r"(ma|ma so|so hieu|ma hieu)( cua)? (du an|da|dadt)"
        r"( dau tu.*| cong trinh| ct| ma cong trinh| dvqhns.*|( tren)? tabmis.*)?",
        r"(ma|ma so)( dv ?qhns| qhns| qhvns| don vi( co)? qhv?ns"
        r"| don vi co quan he( voi)? ngan sach| quan he( voi)? ngan sach"
        r"| dv ?sdns| don vi (su dung ns|sdns|su dung ngan sach))( cua)?( du an| da)?",
        r"(ma|ma so|so hieu) (cong trinh|ct)( du an)?|ma( so)? tabmis( cua)?( du an| da)?|mda"
        r"|ma du an ma so dvqhns",
        r"ma so|ma",
    ),
    Meaning.NAME: (
        r"ten (du an|da|cong trinh|ct|nhiem vu|goi thau).*|ten (dv ?qhns|don vi qhns)",
        r"(danh muc|ten danh muc)( cac)?( du an| da| cong trinh| nhiem vu).*"
        r"|(du an|cong trinh|da|ct|nhiem vu|chuong trinh)( cong trinh| du an| da| ct| nhiem vu)*",
        r"noi dung( du an| cong trinh| nhiem vu)*|danh muc|ten|hang muc|dien giai ten du an",
    ),
    Meaning.INVESTOR: (
        r"(ten )?(don vi )?(chu dau tu|cdt|ban qlda|ban quan ly( du an)?|don vi thuc hien"
        r"|don vi quan ly|don vi su dung (ngan sach|von|ns))( du an)?( ban qlda| cdt)*",
        r"don vi|ten don vi|co quan( don vi)?",
    ),
    Meaning.SOURCE: (
        r"(ma|ma so|ky hieu) (so )?(tinh chat )?(nguon|nv)"
        r"( von| nsnn| ns| ngan sach| kinh phi| kp)?( dau tu| nha nuoc| nsnn)*",
        r"((ma )?tinh chat |loai |ten )?nguon( von| kinh phi| kp| ngan sach| ns| nsnn)?"
        r"( dau tu| nha nuoc| nsnn)?( cong)?",
        r"loai von",
    ),
    Meaning.PLAN_YEAR: (
        r"nam (ke hoach|khv|kh)( von)?( dau tu( cong)?)?( giao)?|(khv|ke hoach( von)?) nam",
        r"nam (ngan sach|ns|giao von|giao (ke hoach|kh|khv)( von)?)"
        r"|nien do( ngan sach| ns| ke hoach| kh)?",
    ),
    Meaning.ORIGIN_YEAR: (
        r"nam (cua )?nguon( von| goc)?( goc)?|nam goc( cua)?( nguon)?( von)?",
        r"nam [a-z ]*keo dai[a-z ]*|nam (cua )?von( goc)?|nam von ban dau|nam (khv|kh) goc"
        r"|nam giao von goc|nam phat sinh nguon( von)?|nam bo tri von goc",
        r"(nguon )?von (cua )?nam|(von |khv |kh )?keo dai tu nam|nguon nam|von nam nao"
        r"|nam von giao ban dau",
    ),
    Meaning.POOL: (
        r"(loai|tinh chat) (khv|kh|ke hoach( von)?)( dau tu| nam)?",
        r"thuoc (khv|kh|ke hoach( von)?)",
    ),
    Meaning.DAY: (
        r"ngay (hach toan|ht)( ke toan)?|ngay (kb|kbnn|kho bac) (hach toan|ht)",
        r"ngay (ghi so|ket so|giao dich|gd|phat sinh)",
        r"ngay (hieu luc|gia tri)",
        r"ngay( kb| kbnn| kho bac)? (thanh toan|tt|giai ngan|gn|chi|kiem soat chi|ksc)",
        r"ngay( thang)?( nam)? (chung tu|ct|c tu|but toan|lap)|ngay lap( chung tu| ct)?",
        r"ngay( thang)?( nam)?|thoi gian|thoi diem( thanh toan| giai ngan)?",
    ),
    Meaning.NUMBER: (
        r"(so|so hieu|ma|ky hieu) (chung tu|ct|c tu|but toan|phieu|giay rut (von|du toan)|grv|grdt"
        r"|giao dich|gd|tham chieu|uy nhiem chi|unc|lenh chi( tien)?|yctt)( ke toan| kho bac)?",
        r"chung tu( so)?|ct so|so ct chung tu",
        r"so|so hieu",
    ),
    Meaning.KIND: (
        r"(loai|hinh thuc|loai hinh|tinh chat|nghiep vu)"
        r"( thanh toan| tt| giai ngan| gn| nghiep vu| chung tu| ct| giao dich| gd| phat sinh| chi"
        r"| cap phat| khoan)+|loai von (thanh toan|giai ngan)|tinh chat von",
        r"noi dung (thanh toan|tt|giai ngan|gn|nghiep vu|chi|chung tu|giao dich|hach toan)",
        r"nghiep vu|loai|loai hinh|hinh thuc|phan loai",
        r"dien giai|noi dung",
    ),
    Meaning.AMOUNT: (
        r"(tong )?so tien( da)?( thanh toan| tt| giai ngan| gn| phat sinh| chi| hach toan"
        r"| chung tu)?( quy doi)?( bang)?( dong| vnd| viet nam dong)?",
        r"so (von )?(da )?(thanh toan|tt|giai ngan|gn|phat sinh)|thanh tien|tong tien"
        r"|(gia tri|gt)( thanh toan| tt| giai ngan| gn| chung tu| ct| quy doi( vnd)?)?"
        r"|von( da)? (thanh toan|giai ngan)",
        r"so von",
    ),
    Meaning.ORDINAL: (r"stt|tt|so tt|so thu tu|thu tu",),
    Meaning.ACCOUNT: (
        r"(ma |so hieu )?(tk ?tn|tai khoan tu nhien|tktn)|natural account",
        r"(ma |so hieu )?(tk|tai khoan)( ke toan| hach toan)?|tktn no",
    ),
    Meaning.PROGRAMME: (
        r"(ma |ma so )?(ctmt|chuong trinh muc tieu|chuong trinh|ctmt qg|ctmtqg)"
        r"( da| du an| qg| quoc gia| va)*( da| htct| va du an| hach toan chi tiet)*",
    ),
    Meaning.DEBIT: (
        r"accounted dr|(so )?(phat sinh|ps) no|no|ghi no|dr|so tien no|debit",
        r"entered dr",
    ),
    Meaning.CREDIT: (
        r"accounted cr|(so )?(phat sinh|ps) co|co|ghi co|cr|so tien co|credit",
        r"entered cr",
    ),
    Meaning.ACTUAL_FLAG: (
        r"actual flag|loai so lieu|loai but toan|balance type|thuc te du toan|thuc te ngan sach",
    ),
}

# Figures that are not what was disbursed up to the day; a word about advances overrules it.
BESIDE_THE_POINT = re.compile(
    r"%|\bty le\b|\btl gn\b|\bcon lai\b|\bchua (giai ngan|gn|thanh toan|tt|phan bo)\b"
    r"|\bsang nam sau\b|\bhuy\b"
    r"|\buoc\b|\bdu kien\b|\bdu toan\b|\bnhu cau\b|\btrong (ky|thang|tuan|quy|ngay)\b"
    r"|\b(ky|thang|tuan|quy) (nay|truoc|bao cao)\b|\bkhoi cong\b|\btong muc\b|\btmdt\b"
    r"|\btrung han\b|\bhop dong\b|\bso voi\b|\btang\b|\bgiam\b|\bngoai te\b|\bghi chu\b"
    r"|\bhet nam\b|\bda bo tri\b|\bnghiem thu\b|\b(khoi luong|kl) thuc hien\b|\bde nghi\b"
    r"|\btu choi\b|\bvuong mac\b|\bnguyen nhan\b|\bung truoc\b|\bnop (tra|hoan|nsnn|giam)\b"
    r"|\bbao lanh\b|\bqua han\b|\btien do\b|\bdang ky\b|\bkha nang\b|\bno dong\b"
)
# A month or quarter by itself; "lũy kế", "đến", "hết" make it a day up to which figures count.
PART_OF_A_YEAR = re.compile(r"\bthang [0-9]{1,2}\b|\bquy ([0-9]|i{1,3}|iv)\b|\btuan [0-9]{1,2}\b")
# Up to the end of a month or quarter it is the year so far.
SO_FAR = re.compile(r"\b(den|het|luy ke|lk|tinh den|[0-9] thang|tu dau nam)\b")
SPAN_START = re.compile(r"\btu (?:ngay )?([0-9]{1,2}) ([0-9]{1,2})\b")
VOLUME = re.compile(
    r"\b(tt)?klht\b|\bkhoi luong\b|\bkl hoan thanh\b|\b(thanh toan|tt|chi) kl\b|\bttkl\b"
)
WITHOUT_RECOVERY = re.compile(
    r"\b(khong|chua) (bao gom|gom|ke|tinh)( ca| so| von| phan| thanh toan| da)*"
    r" (thu hoi|hoan ung|hoan tam ung|th tu)|\btru (phan |so )?thu hoi\b|\bthuc chi\b"
    r"|\b(tien mat|net)\b"
)
WITH_RECOVERY = re.compile(
    r"\b(da |)(bao gom|gom|ke ca|tinh ca|gom ca|co)( ca| so| von| phan| thanh toan| da)*"
    r" (thu hoi|hoan ung|hoan tam ung|th tu)"
)
RECOVERY = re.compile(
    r"(?<!chua )\bthu hoi( von| so)? (tam ung|tu|ung)\b(?! truoc)|\bhoan (tam )?ung\b"
    r"|\bda thu hoi\b|\bth (tam ung|tu)\b|\bthtu\b"
)
WITHIN = re.compile(r"^trong do\b")
OPEN = re.compile(
    r"\bchua (thu hoi|th|hoan ung|hoan tra|quyet toan)\b|\bdu (no )?(tam ung|tu|ung)\b"
    r"|\bcon (lai|du)\b|\btucth\b|\bso du\b"
)
ADVANCE = re.compile(
    r"\btam ung\b|\bung (chua thu hoi|theo che do)\b|\btu (chua|theo che do|con du|con lai)\b"
    r"|^(von |so |so von )?tu$|\bdu (tu|ung)\b|\btucth\b|\b(tt|gn|chi|cap|so|so du|von) tu\b"
    r"(?= (chua|theo)|$)"
)
PAID = re.compile(
    r"\bgiai ngan\b|\bgn\b|\blkgn\b|\bthanh toan\b|\bda (chi|cap|tt)\b|\b(luy ke|lk) tt\b"
    r"|\bthuc chi\b|\bso (da )?tt\b|\bcap phat\b"
)
PLAN = re.compile(
    r"\bke hoach\b|\bkhv\b|\bkh\b|\b(von|so von) (duoc |da )?(giao|bo tri|phan bo)\b|\bvon kh\b"
)

DATE = re.compile(
    r"(ngay \d{1,2} )?(het )?thang \d{1,2} nam \d{4}|(ngay )?\d{1,2} \d{1,2} \d{4}"
    r"|thang \d{1,2} \d{4}"
)
YEAR = re.compile(r"\b(20[0-9]{2})\b")
CARRIED = re.compile(
    r"\bkeo dai\b|\bchuyen nguon\b|\bcac nam truoc\b|\bnam truoc (chuyen|sang|keo)\b"
    r"|\b(von|nguon|ke hoach|khv|kh) (cua )?(cac )?nam truoc\b|\b(von|khv|kh|gn) kd\b"
    r"|\b20[0-9]{2} (duoc |cho )?(phep )?(chuyen( nguon)?( sang)?|sang)( nam)?( 20[0-9]{2})?\b"
    r"|^nam truoc( chuyen sang)?$"
)
WITHOUT_CARRIED = re.compile(
    r"\b(khong|chua) (bao gom|gom|ke|tinh)\b.*\b(keo dai|chuyen nguon|nam truoc)\b"
)
WITH_CARRIED = re.compile(
    r"\b(bao gom|gom|ke ca|tinh ca|ca|va|cung)( ca)?( von| ke hoach| khv| kh| nguon)*"
    r"( cac nam truoc)?( duoc)? (keo dai|chuyen nguon)\b|\+ (von |khv |kh )?keo dai\b"
    r"|\bkeo dai (\+|va)"
)
CARRIED_FROM = re.compile(
    r"\b(?:(?:von|nam|nguon|ke hoach|khv|kh) )+(20[0-9]{2})"
    r" (?:duoc |cho )?(?:phep )?(?:keo dai|chuyen|sang)"
)
CARRIED_SINCE = re.compile(
    r"\b(?:keo dai|chuyen nguon|kd) (?:tu |cua )?(?:von |khv |kh |ke hoach )?(?:nam )?"
    r"(20[0-9]{2})\b(?! sang)"
)
CARRIED_INTO = re.compile(r"\bsang (?:nam )?20[0-9]{2}\b")
SEVERAL_YEARS = re.compile(r"\b20[0-9]{2} (?:va |den )?20[0-9]{2}\b")
THIS_YEAR = re.compile(
    r"\b(?:nam|kh|khv|von|ke hoach|nguon|gn|giai ngan) (20[0-9]{2})\b"
    r"|\b(nam nay|trong nam|(?<!tu )dau nam|nam hien hanh|nam ke hoach|nam quyet toan)\b|^nam$"
)
# A row's kind of plan that is not carried over: "Giao đầu năm", "Bổ sung".
NEWLY_GIVEN = re.compile(
    r"\b(giao|bo sung|dau nam|hien hanh|nam ke hoach|thuoc nam)\b|^(khv|kh|ke hoach( von)?) nam$"
)
