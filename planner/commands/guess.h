// Commands in a repository without a configuration: what it holds, and answers on that.
#ifndef DELTAPLAN_PLANNER_COMMANDS_GUESS_H_
#define DELTAPLAN_PLANNER_COMMANDS_GUESS_H_

#include <string>

#include "planner/commands/options.h"
#include "planner/facts/project.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Whether an answer may rest on a guess that a note tells of: what programs read is believed.
bool IsForPeople(const Options& options);

/// `request` with what the repository holds as its configuration where there is none. Only for
/// answers that change nothing and that people read: others have an error that says what was found.
ProjectRequest WithGuess(ProjectRequest request, const Options& options);
/// The same without an answer: where there is no configuration, the error says what was found.
ProjectRequest WithWhatIsThere(ProjectRequest request);

/// For whoever asks nothing: a note of what a repository without a configuration holds; "" where
/// there is a configuration, no repository, or nothing that could be read.
std::string WhatIsThere(const Options& options, const Ports& ports);

/// What has to be known of the configuration, once: that it is a guess, or that it does not say who
/// depends on what (of a file, on a terminal). "" for any other, and under --quiet.
std::string ConfigNotes(const Project& project, const Options& options, const Terminal& terminal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_GUESS_H_
