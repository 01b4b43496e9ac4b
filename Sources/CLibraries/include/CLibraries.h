#pragma once

// The libraries that Cuttle stands on are loaded when the first of their functions is called, as their loading takes longer than most
// of what a command does. For each function that is used there is one of the same name here, which calls it. When a library is missing, the
// program says so and ends with status 1.
