// Every stable code of the outputs: what it means, where it comes from, what to do about it.
// docs/messages.md is made from it.
#ifndef DELTAPLAN_PLANNER_REPORT_MESSAGE_TABLE_H_
#define DELTAPLAN_PLANNER_REPORT_MESSAGE_TABLE_H_

#include <span>
#include <string_view>

namespace deltaplan::planner {

enum class MessageKind {
  kReason,         ///< why a service deploys or not
  kWarning,        ///< never blocks
  kRefusal,        ///< a gate that is shut
  kReviewRefusal,  ///< what `verify` refuses
  kReviewNote,     ///< what `verify` only notes
  kAudit,          ///< what `audit` finds
};

/// Texts are Markdown: whole sentences on one line.
struct MessageRow {
  MessageKind kind = MessageKind::kReason;
  std::string_view code;
  std::string_view meaning;
  std::string_view cause;
  std::string_view cure;
};

/// Sorted by kind, then by code. A code stands there once, whatever its kind.
std::span<const MessageRow> MessageTable();

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_MESSAGE_TABLE_H_
