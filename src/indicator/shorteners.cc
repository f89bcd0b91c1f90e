// Services that shorten links. What they point at is not visible on the phone,
// and nobody here asks them.

#include <algorithm>
#include <array>

#include "indicator/host.h"

namespace bridle {

namespace {

// clang-format off
constexpr auto kShorteners = std::to_array<std::string_view>({
    "0rz.tw", "1drv.ms", "1link.in", "1url.com", "2.gp", "2big.at", "2pl.us", "2tu.us", "2ya.com",
    "3.ly", "4sq.com", "4url.cc", "6url.com", "7.ly", "a.gg", "a.nf", "a2a.me", "abbrr.com",
    "adf.ly", "adjix.com", "alturl.com", "anon.to", "apple.news", "atu.ca", "b23.ru", "bacn.me",
    "bc.vc", "bfy.tw", "binged.it", "bit.do", "bit.ly", "bizj.us", "bkite.com", "bloat.me",
    "budurl.com", "buff.ly", "buk.me", "burnurl.com", "c-o.in", "chilp.it", "chn.ge", "clck.ru",
    "cli.gs", "clickmeter.com", "cort.as", "cut.ly", "cutt.ly", "cuturl.com", "dai.ly",
    "dailym.ai", "db.tt", "decenturl.com", "dfl8.me", "digbig.com", "digg.com", "disq.us",
    "dlvr.it", "do.my", "doiop.com", "dwarfurl.com", "dy.fi", "easyuri.com", "easyurl.net",
    "eepurl.com", "esyurl.com", "ewerl.com", "fa.b", "fa.by", "fb.me", "ff.im", "fff.to",
    "fhurl.com", "fire.to", "firsturl.de", "firsturl.net", "flic.kr", "flq.us", "fly2.ws",
    "fon.gs", "forms.gle", "fwd4.me", "gdurl.com", "gg.gg", "gl.am", "go.9nl.com", "go2.me",
    "go2cut.com", "goo.gl", "goshrink.com", "got.by", "gowat.ch", "gri.ms", "gurl.es",
    "hellotxt.com", "hex.io", "hongkiat.shorturl.com", "hover.com", "href.in", "ht.ly", "htxt.it",
    "hugeurl.com", "hurl.it", "hurl.me", "hurl.ws", "ibb.co", "icanhaz.com", "idek.net",
    "inreply.to", "is.gd", "iscool.net", "iterasi.net", "j.mp", "jijr.com", "jmp2.net", "just.as",
    "kissa.be", "kl.am", "klck.me", "korta.nu", "krunchd.com", "lat.ms", "liip.to", "liltext.com",
    "lin.cr", "linkbee.com", "linkbun.ch", "liurl.cn", "ln-s.net", "ln-s.ru", "lnk.gd", "lnk.in",
    "lnkd.in", "loopt.us", "lru.jp", "lt.tl", "lurl.no", "lyhyt.eu", "metamark.net", "migre.me",
    "minilien.com", "miniurl.com", "minurl.fr", "moourl.com", "myurl.in", "n.pr", "nbcnews.to",
    "ne1.net", "njx.me", "nn.nf", "notlong.com", "nsfw.in", "nyti.ms", "o-x.fr", "om.ly",
    "on.mktw.net", "onforb.es", "ow.ly", "pca.st", "pd.am", "pic.gd", "ping.fm", "piurl.com",
    "pnt.me", "politi.co", "poprl.com", "post.ly", "posted.at", "profile.to", "q.gs", "qicute.com",
    "qlnk.net", "qr.ae", "qte.me", "quip-art.com", "r.im", "rb.gy", "rb6.me", "read.bi",
    "redir.ec", "redirx.com", "redr.me", "reut.rs", "ri.ms", "rickroll.it", "riz.gd",
    "rsmonkey.com", "ru.ly", "rubyurl.com", "s7y.us", "safe.mn", "sharein.com", "sharetabs.com",
    "shorl.com", "short.ie", "short.to", "shortlinks.co.uk", "shortna.me", "shorturl.at",
    "shorturl.com", "shoturl.us", "shout.to", "shrinkify.com", "shrinkster.com", "shrt.st",
    "shrten.com", "shrunkin.com", "shw.me", "simurl.com", "smsh.me", "sn.im", "snipr.com",
    "snipurl.com", "snurl.com", "sp2.ro", "spedr.com", "sqrl.it", "starturl.com", "sturly.com",
    "su.pr", "t.cn", "t.co", "t.me", "tcrn.ch", "tgr.ph", "thrdl.es", "tighturl.com", "tiny.cc",
    "tiny.pl", "tiny.tw", "tiny123.com", "tinyarro.ws", "tinylink.in", "tinytw.it", "tinyuri.ca",
    "tinyurl.com", "tinyvid.io", "tnij.org", "tnw.to", "to.ly", "togoto.us", "tr.im", "tr.my",
    "traceurl.com", "turo.us", "tweetburner.com", "twirl.at", "twit.ac", "twitterpan.com",
    "twitthis.com", "twiturl.de", "twurl.cc", "twurl.nl", "u.mavrev.com", "u.nu", "u.to", "u6e.de",
    "ub0.cc", "ukl.me.uk", "updating.me", "ur1.ca", "url.co.uk", "url.ie", "url4.eu", "urlao.com",
    "urlbrief.com", "urlcover.com", "urlcut.com", "urlenco.de", "urlhawk.com", "urlkiss.com",
    "urlot.com", "urlpire.com", "urlx.ie", "urlx.org", "urlzen.com", "use.my", "v.gd", "virl.com",
    "vl.am", "vurl.com", "vzturl.com", "w3t.org", "wapo.st", "wapurl.co.uk", "wipi.es", "wp.me",
    "x.co", "x.se", "xaddr.com", "xeeurl.com", "xr.com", "xrl.in", "xrl.us", "xurl.es", "xurl.jp",
    "xzb.cc", "ye.pe", "yep.it", "yfrog.com", "yhoo.it", "ymlp.com", "yuarel.com", "yweb.com",
    "zi.ma", "zi.pe", "zipmyurl.com", "zurl.to", "zurl.ws", "zz.gd",
});
// clang-format on
static_assert(kShorteners.size() == 309 && std::ranges::is_sorted(kShorteners));

// All of them are short, as their purpose wants.
constexpr std::size_t kLongest = [] {
    std::size_t longest = 0;
    for (std::string_view host : kShorteners) longest = std::max(longest, host.size());
    return longest + std::string_view("www.").size();
}();

}  // namespace

bool is_shortener(std::string_view canonical_host) {
    if (canonical_host.size() > kLongest) return false;
    return std::ranges::binary_search(kShorteners, without_www(canonical_host));
}

bool is_short_link(const Url& url, std::string_view canonical_host) {
    if (!is_shortener(canonical_host)) return false;
    return without_www(canonical_host) != "goo.gl" || !url.path.starts_with("/maps/");
}

}  // namespace bridle
