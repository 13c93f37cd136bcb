// Tasks side by side, as the pool runs them: a worker without a task takes the next one; where there is none it takes pieces of what
// another shares out; who leads a task waits for the pieces of its step that others took.

namespace R1Sharp.Learning.Cpu;

/// <summary>Some workers at some tasks.</summary>
sealed class SideBySideSchedule
{
    readonly Task[] _tasks;
    readonly PriorityQueue<int, (double Time, int Order)> _events = new();
    readonly Worker[] _workers;
    readonly Stack<int> _idle = new();
    int _nextTask, _order;
    double _now;

    /// <param name="tasks">The steps of each task; there are no tasks within tasks.</param>
    /// <param name="workers">Workers.</param>
    public SideBySideSchedule(IReadOnlyList<WorkStep>[] tasks, int workers)
    {
        _tasks = [.. tasks.Select(steps => new Task(steps))];
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new Worker())];
    }

    /// <summary>Until the last task ends: the time, and how often a leader of the task that ended last waited for others.</summary>
    public (double Length, long Barriers) Run()
    {
        for (int worker = 0; worker < _workers.Length; worker++)
            At(0, worker);
        long barriers = 0;
        while (_events.TryDequeue(out int worker, out var when))
        {
            _now = when.Time;
            if (Finish(_workers[worker]) is { } ended)
                barriers = ended.Barriers + (_workers.Length > 1 ? 1 : 0);
            Next(worker);
        }
        return (_now, barriers);
    }

    void At(double time, int worker) => _events.Enqueue(worker, (time, _order++));

    // The piece that the worker was at has ended; the task, where it was its last.
    Task? Finish(Worker worker)
    {
        if (worker.At is not { } task)
            return null;
        worker.At = null;
        if (--task.Unfinished > 0 || task.Left > 0)
            return null;
        if (task.HasHelp)
            task.Barriers++;
        if (!task.Advance())
        {
            _workers[task.Leader].Leads = null;
            if (_workers[task.Leader] != worker)
                Wake(task.Leader);
            return task;
        }
        // The leader may have waited for this piece, and whoever is idle can help with the new step.
        if (_workers[task.Leader] != worker && _workers[task.Leader].At is null)
            Wake(task.Leader);
        while (task.Left > 1 && _idle.TryPop(out int idle))
            At(_now, idle);
        return null;
    }

    void Wake(int leader)
    {
        if (_workers[leader].Waits)
            At(_now, leader);
        _workers[leader].Waits = false;
    }

    void Next(int index)
    {
        var worker = _workers[index];
        while (worker.Leads is null && _nextTask < _tasks.Length)
            Lead(index, _tasks[_nextTask++]);
        var from = worker.Leads ?? _tasks.FirstOrDefault(task => task.Left > 0 && task.Leader >= 0);
        if (from is { Left: > 0 })
        {
            from.HasHelp |= from.Leader != index;
            worker.At = from;
            At(_now + from.Take(), index);
        }
        else if (worker.Leads is not null)
            worker.Waits = true;
        else
            _idle.Push(index);
    }

    void Lead(int index, Task task)
    {
        if (!task.Advance())
            return;
        (task.Leader, _workers[index].Leads) = (index, task);
        while (_idle.TryPop(out int idle))
            At(_now, idle);
    }

    sealed class Worker
    {
        /// <summary>The task of which it is at a piece.</summary>
        public Task? At { get; set; }

        /// <summary>The task that it leads.</summary>
        public Task? Leads { get; set; }

        /// <summary>Whether it waits for the pieces that others took.</summary>
        public bool Waits { get; set; }
    }

    sealed class Task(IReadOnlyList<WorkStep> steps)
    {
        int _step = -1, _taken;

        public int Leader { get; set; } = -1;

        public int Unfinished { get; set; }

        public bool HasHelp { get; set; }

        public long Barriers { get; set; }

        public int Left => _step >= 0 && _step < steps.Count ? steps[_step].Flops.Length - _taken : 0;

        /// <summary>The next step; false where there is none.</summary>
        public bool Advance()
        {
            (_taken, HasHelp) = (0, false);
            if (++_step >= steps.Count)
                return false;
            Unfinished = steps[_step].Flops.Length;
            return true;
        }

        public double Take() => steps[_step].Flops[_taken++];
    }
}
