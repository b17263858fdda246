#include "planner/report/plan_table.h"

#include <fmt/format.h>

#include "planner/text/quote.h"

namespace deltaplan::planner {

Result<std::string> PlanNames(const Plan& plan) {
  std::string out;
  for (const PlannedService& service : plan.services) {
    if (service.decision != Decision::kDeploy) continue;
    if (DisplayText(service.name) != service.name) {
      return Error{.message = fmt::format("--format names: the service {} has a name that no line "
                                          "can hold as it is",
                                          CQuote(service.name)),
                   .causes = {},
                   .remedy = "Read --format tsv or --format json."};
    }
    out += service.name + '\n';
  }
  return out;
}

std::string PlanTsv(const Plan& plan) {
  std::string out = "service\tdecision\tlive\ttag\treasons\n";
  for (const PlannedService& service : plan.services) {
    std::string codes;
    for (const Reason& reason : service.reasons) {
      const std::string code = ReasonCodeName(reason.code);
      // One for each kind: the same package twice says nothing more.
      if (("," + codes + ",").find("," + code + ",") != std::string::npos) continue;
      codes += (codes.empty() ? "" : ",") + code;
    }
    out += DisplayPath(service.name) + '\t' + DecisionName(service.decision) + '\t' +
           (service.live ? DisplayPath(service.live->tag) : "") + '\t' +
           (service.tag ? DisplayPath(*service.tag) : "") + '\t' + codes + '\n';
  }
  return out;
}

}  // namespace deltaplan::planner
