#include "support/examined.h"

#include <gtest/gtest.h>

#include "acquisition/open.h"
#include "base/text.h"
#include "casefile/case.h"
#include "examine/examine.h"
#include "fabricate/indicators.h"

namespace bridle::test {

static Case examined(const std::string& path, const std::string& folder) {
    Indicators indicators;
    const std::string set = fabricate::stix_bundle(fabricate::fictional_indicators());
    EXPECT_TRUE(indicators.add(as_bytes(set), "fictional.stix2", now()));
    indicators.compile();
    auto acquisition = open_acquisition(path, []() -> Result<Secret> { return Secret(); });
    EXPECT_TRUE(acquisition) << (acquisition ? "" : acquisition.error().what);
    auto writer = CaseWriter::create(folder);
    EXPECT_TRUE(writer);
    auto plan = make_plan(**acquisition, all_artifacts());
    EXPECT_TRUE(plan) << (plan ? "" : plan.error().what);
    writer->set_acquisition(**acquisition);
    auto done = examine(**acquisition, *plan, indicators, {}, *writer);
    EXPECT_TRUE(done) << (done ? "" : done.error().what);
    EXPECT_TRUE(writer->seal());
    EXPECT_TRUE(writer->publish());
    return std::move(*Case::open(folder));
}

std::multiset<std::string> findings(const std::string& acquisition, const std::string& folder,
                                    Severity at_least) {
    std::multiset<std::string> all;
    const Case from = examined(acquisition, folder);
    for (const CaseFinding& each : from.findings()) {
        const Finding& finding = each.finding;
        if (finding.severity < at_least) continue;
        all.insert(finding.indicator ? finding.indicator->value + " in " + finding.artifact
                                     : finding.rule);
    }
    return all;
}

}  // namespace bridle::test
