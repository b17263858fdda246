// What `verify` found, as text and JSON. Pure: review in, bytes out.
#ifndef DELTAPLAN_PLANNER_REPORT_REVIEW_H_
#define DELTAPLAN_PLANNER_REPORT_REVIEW_H_

#include <optional>
#include <string>

#include "planner/model/review.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// What the Terraform plan was compared with.
struct ReviewSubject {
  std::optional<std::string> environment;
  std::string head_commit;
  std::string head_tag;
};

/// For a terminal: refusals with the attributes that change, notes, drift, a summary line last.
/// More than `kMostOfOneCode` notes of one kind are one entry, refusals never. Verbose: also each
/// note, the changes that are in order, and every attribute that was kept.
std::string ReviewText(const Review& review, const ReviewSubject& subject, const TextStyle& style);

/// The published format (docs/schema/review.schema.json), `format_version` 1.0.
std::string ReviewJson(const Review& review, const ReviewSubject& subject);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_REVIEW_H_
