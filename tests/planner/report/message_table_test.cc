#include "planner/report/message_table.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/audit_finding.h"
#include "planner/model/plan.h"
#include "planner/model/refusal.h"
#include "planner/model/review.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {
namespace {

using ::testing::UnorderedElementsAreArray;

using Codes = std::vector<std::string>;

Codes CodesOf(MessageKind kind) {
  Codes codes;
  for (const MessageRow& row : MessageTable()) {
    if (row.kind == kind) codes.emplace_back(row.code);
  }
  return codes;
}

template <typename Variant, std::size_t... kIndices>
Codes CodesOfAlternatives(std::index_sequence<kIndices...>) {
  return {std::string(std::variant_alternative_t<kIndices, Variant>::kCode)...};
}

template <typename Variant>
Codes CodesOfAlternatives() {
  return CodesOfAlternatives<Variant>(std::make_index_sequence<std::variant_size_v<Variant>>());
}

template <std::size_t... kIndices>
void AddCodesOfFindings(Codes& refusals, Codes& notes, std::index_sequence<kIndices...>) {
  const auto add = [&](bool refuses, std::string_view code) {
    (refuses ? refusals : notes).emplace_back(code);
  };
  (add(std::variant_alternative_t<kIndices, FindingKinds>::kRefuses,
       std::variant_alternative_t<kIndices, FindingKinds>::kCode),
   ...);
}

// What has a name, from the first enumerator on.
template <typename Enum>
std::vector<Enum> Enumerators(const char* (*name_of)(Enum)) {
  std::vector<Enum> all;
  for (int i = 0; *name_of(static_cast<Enum>(i)) != '\0'; ++i) all.push_back(static_cast<Enum>(i));
  return all;
}

TEST(MessageTableTest, HasOneRowForEachReason) {
  Codes codes;
  for (const ReasonCode code : Enumerators(ReasonCodeName))
    codes.emplace_back(ReasonCodeName(code));
  EXPECT_THAT(CodesOf(MessageKind::kReason), UnorderedElementsAreArray(codes));
}

TEST(MessageTableTest, HasOneRowForEachWarning) {
  EXPECT_THAT(CodesOf(MessageKind::kWarning),
              UnorderedElementsAreArray(CodesOfAlternatives<WarningKinds>()));
}

TEST(MessageTableTest, HasOneRowForEachRefusal) {
  Codes codes = CodesOfAlternatives<RefusalKinds>();
  // What `verify` finds, too, stands there.
  const Codes of_reviews = CodesOf(MessageKind::kReviewRefusal);
  std::erase_if(codes, [&](const std::string& code) {
    return std::ranges::find(of_reviews, code) != of_reviews.end();
  });
  EXPECT_THAT(CodesOf(MessageKind::kRefusal), UnorderedElementsAreArray(codes));
}

TEST(MessageTableTest, HasOneRowForEachFindingOfAReview) {
  Codes refusals;
  Codes notes;
  AddCodesOfFindings(refusals, notes,
                     std::make_index_sequence<std::variant_size_v<FindingKinds>>());
  EXPECT_THAT(CodesOf(MessageKind::kReviewRefusal), UnorderedElementsAreArray(refusals));
  EXPECT_THAT(CodesOf(MessageKind::kReviewNote), UnorderedElementsAreArray(notes));
}

TEST(MessageTableTest, HasOneRowForEachFindingOfAnAudit) {
  Codes codes;
  for (int i = 0; !NameOf(static_cast<AuditCode>(i)).empty(); ++i) {
    codes.emplace_back(NameOf(static_cast<AuditCode>(i)));
  }
  EXPECT_THAT(CodesOf(MessageKind::kAudit), UnorderedElementsAreArray(codes));
}

TEST(MessageTableTest, IsSortedByKindAndCode) {
  EXPECT_TRUE(std::ranges::is_sorted(
      MessageTable(), {}, [](const MessageRow& row) { return std::pair(row.kind, row.code); }));
}

// A rollout is warned of, a reason to deploy, and refused, by one word each: the chapter tells
// which.
TEST(MessageTableTest, HasNoCodeTwiceInOneKind) {
  std::vector<std::pair<MessageKind, std::string_view>> codes;
  for (const MessageRow& row : MessageTable()) codes.emplace_back(row.kind, row.code);
  std::ranges::sort(codes);
  EXPECT_EQ(std::ranges::adjacent_find(codes), codes.end());
}

TEST(MessageTableTest, SaysAllThatThereIsToSayInSentencesOnOneLine) {
  for (const MessageRow& row : MessageTable()) {
    for (const std::string_view text : {row.meaning, row.cause, row.cure}) {
      EXPECT_TRUE(text.ends_with('.')) << row.code << ": " << text;
      EXPECT_EQ(text.find('\n'), std::string_view::npos) << row.code << ": " << text;
      EXPECT_EQ(std::ranges::count(text, '`') % 2, 0) << row.code << ": " << text;
    }
  }
}

}  // namespace
}  // namespace deltaplan::planner
