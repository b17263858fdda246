// Whether trying again may help a container tool, as far as its words tell.
#ifndef DELTAPLAN_PLANNER_BUILDS_RETRY_RULES_H_
#define DELTAPLAN_PLANNER_BUILDS_RETRY_RULES_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// The last line of a program's output that says something, without what a terminal would obey.
std::string LastWords(std::string_view output);

/// What words mean that are neither about the network nor about something that stays as it is.
enum class Doubt {
  kEnds,        ///< a build: its Dockerfile is wrong
  kTriesAgain,  ///< a registry: it gets the benefit of the doubt
};
bool ShouldRetry(std::string_view last_words, Doubt doubt);

/// How long to wait before the try with this number, which counts from 1: 1, 2, 4, ... 30 seconds.
std::chrono::seconds PauseBefore(std::size_t retry);

/// A registry that overwrites no tag refuses a push whose answer was lost, when it is tried again:
/// whether the last lines say so.
bool SaysThatTagIsThere(std::string_view output);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_BUILDS_RETRY_RULES_H_
