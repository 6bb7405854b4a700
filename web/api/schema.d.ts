// Made from openapi.json by `npm run contract`; do not edit.
export interface paths {
    "/api/training/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the state of the current training
         * @description The complete state; idle or initialized if there is no job.
         */
        get: operations["getTrainingStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the progress of the current training
         * @description Steps, epochs, loss and remaining time.
         */
        get: operations["getTrainingProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a training
         * @description Starts at once or fails; POST /api/v1/training-jobs queues instead. Without a body the active config is used, otherwise the defaults.
         */
        post: operations["startTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the resume point of a training
         * @description The backup and step that POST would resume from; it changes nothing. 409 names the reason if there is none.
         */
        get: operations["getResumePoint"];
        put?: never;
        /**
         * Resume the current training
         * @description A held training continues in memory; otherwise an attempt starts from the newest complete backup, or from the one that model_id names.
         */
        post: operations["resumeTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the current training
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["stopTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Kill the current training at once
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["killTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause the current training
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["pauseTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a backup now
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["backupTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/save": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Save the model now
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["saveModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/stack-dump": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dump the stacks of the trainer
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["dumpStacks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/training/commands/{command_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a command
         * @description Its status and result, by the command_id of the reply that accepted it.
         */
        get: operations["getCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Filtered, sorted and page by page.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create a job
         * @description Checks the config, creates the job and queues it. Answers 201, or 200 if the Idempotency-Key already created it.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/config-differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare the configs of several jobs
         * @description Which fields differ, by the part of the config that they stand in, with the value of each job; and which are the same in all.
         */
        get: operations["compareConfigs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a job
         * @description With its config and complete state. For polling: progress runs from 0 to 1, and status ends as succeeded, failed or stopped.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job
         * @description An active job, or one that a waiting job depends on, is refused with 409. files=true deletes its folder as well.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        /**
         * Change a job
         * @description Name, notes, tags, priority and retries at any time; the config only before the job is queued.
         */
        patch: operations["changeJob"];
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue a job
         * @description Queues a job that was created without queueing, or skips the delay of a waiting retry.
         */
        post: operations["startJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a job
         * @description The trainer saves before it exits. A waiting job leaves the queue.
         */
        post: operations["stopJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a job
         * @description Holds the training in memory, or with mode release frees the device.
         */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a job
         * @description A held job continues in memory; any other is queued to resume from its newest complete backup, or from the one that model_id names.
         */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Kill a job
         * @description Ends the trainer and everything it started at once, with SIGKILL: nothing is saved. While a model or a backup is being written, 409 model_being_written; with force it is killed all the same, and message says what is incomplete. A waiting job leaves the queue.
         */
        post: operations["killJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a job
         * @description Queues an ended job again. resumes_from names the backup; null means from the beginning.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a waiting job in the queue
         * @description Before another waiting job, or to the end.
         */
        post: operations["reorderJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the queue
         * @description Waiting jobs in their order, all or page by page, with their expected start and length where they are known, and the devices with their jobs.
         */
        get: operations["getQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Hold or release the queue
         * @description A held queue starts no jobs; running jobs continue.
         */
        patch: operations["changeQueue"];
        trace?: never;
    };
    "/api/config/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the config that a start would train
         * @description What a start without a config trains, with all defaults filled in: the active config, or the defaults where none is active. A training that runs has its own: GET /api/v1/training-jobs/{job} shows it.
         */
        get: operations["getCurrentConfig"];
        /**
         * Activate a config
         * @description By the name of a listed config, or inline. The active config survives a restart; running trainings keep their own config.
         */
        put: operations["activateConfig"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the loadable configs
         * @description Presets, saved configs and, with OneTrainer, the configs in the checkout.
         */
        get: operations["listConfigs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/load/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Load a config
         * @description Returns the config and changes nothing; PUT /api/config/current activates it.
         */
        get: operations["loadConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a config
         * @description Answers 200 for valid and invalid configs and changes nothing. The check includes this machine: folders, disk space and packages.
         */
        post: operations["validateConfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the config schema
         * @description JSON Schema of the configs of the configured trainer.
         */
        get: operations["getConfigSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the default config
         * @description The config that an empty config stands for.
         */
        get: operations["getConfigDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare a config with the defaults
         * @description Returns each field that differs from its default.
         */
        get: operations["diffConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import an exported config
         * @description OneTrainer migrates configs of older versions. With a name the config is saved; without one it is only returned.
         */
        post: operations["importConfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the secrets of the trainer
         * @description Secrets are stored on the server, passed to trainings in their environment, and never returned. The built-in trainer has none and answers 400.
         */
        put: operations["setSecrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/saved/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save a config
         * @description Replaces a saved config of that name. All defaults are filled in, so that later defaults do not change it.
         */
        put: operations["saveConfig"];
        post?: never;
        /**
         * Delete a saved config
         * @description Presets and the configs in a checkout cannot be deleted.
         */
        delete: operations["deleteConfig"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config/saved/{name}/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rename a saved config
         * @description An existing name is refused with 409.
         */
        post: operations["renameConfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/default": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw the samples of the config now
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["drawDefaultSamples"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/custom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the schema of a custom sample
         * @description Fields with the defaults of the current training, otherwise of the training that would be started now.
         */
        get: operations["getSampleSchema"];
        put?: never;
        /**
         * Draw a custom sample now
         * @description Answers when the command is sent; its result follows as command_result and at GET /api/training/commands/{command_id}.
         */
        post: operations["drawCustomSample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the samples of a job
         * @description Newest first, page by page.
         */
        get: operations["listSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the newest samples
         * @description Of all jobs, newest first.
         */
        get: operations["latestSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/{sample_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a sample
         * @description Its prompt, seed, step and URL paths.
         */
        get: operations["getSample"];
        put?: never;
        post?: never;
        /**
         * Delete a sample
         * @description Deletes its file and thumbnail; the sample goes on being listed with available: false.
         */
        delete: operations["deleteSample"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/{sample_id}/mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Star a sample or write notes on it
         * @description What is left out stays as it is. Stars and notes are kept in the folder of the job.
         */
        patch: operations["markSample"];
        trace?: never;
    };
    "/api/samples/{sample_id}/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the file of a sample
         * @description An image, a video or a sound, whole or in part. The bytes never change under one id; the ETag is their SHA-256.
         */
        get: operations["getSampleImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/samples/{sample_id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the thumbnail of a sample
         * @description At most 256 pixels a side; of a video the first frame, where ffmpeg is installed. Without the package sharp, and where it cannot be decoded, an image is its own thumbnail.
         */
        get: operations["getSampleThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List networks
         * @description Newest first.
         */
        get: operations["listNetworks"];
        put?: never;
        /**
         * Create a network
         * @description The config is checked against the built-in trainer.
         */
        post: operations["createNetwork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/networks/{network_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a network
         * @description With its trainings, newest first.
         */
        get: operations["getNetwork"];
        put?: never;
        post?: never;
        /**
         * Delete a network
         * @description Its trainings and their files are kept.
         */
        delete: operations["deleteNetwork"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/networks/{network_id}/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a network
         * @description Creates and queues a job of the built-in trainer. Each epoch is sent as training_update over Socket.IO.
         */
        post: operations["trainNetwork"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the backups and models of a job
         * @description Newest first, page by page.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/models/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the backups or saves that a rule does not keep
         * @description By default it only says what would be deleted, with its bytes; dry_run: false deletes it. With only, nothing but what was shown is deleted. The newest one is always kept, and what an attempt may load is refused by name.
         */
        post: operations["pruneModels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find models of all jobs
         * @description Newest first, page by page, each with the name and the number of its job. Those of deleted jobs are left out.
         */
        get: operations["findModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a model
         * @description With its files and the metadata in their headers.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        /**
         * Delete a backup, a save or a final model
         * @description Deletes its files; the model goes on being listed with available: false. 409 file_needed while an attempt may load or write it. A job number in place of the id is refused.
         */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_id}/mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Choose a model of its job
         * @description At most one model of a job is chosen. A prune keeps it. The folder of the job holds the choice.
         */
        patch: operations["markModel"];
        trace?: never;
    };
    "/api/v1/models/{model_id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a model
         * @description A folder is sent as an uncompressed tar archive. An interrupted download continues with Range and If-Range.
         */
        get: operations["downloadModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_id}/files/{index}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download one file of a model
         * @description An interrupted download continues with Range and If-Range.
         */
        get: operations["downloadModelFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deleted-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deleted jobs whose files were kept
         * @description With the size of what is left: files that were kept, and those that could not be deleted.
         */
        get: operations["listDeletedJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deleted-jobs/{deleted_job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete the files of a deleted job
         * @description Its samples, backups and models cannot be restored. Its number is not given again.
         */
        delete: operations["purgeDeletedJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the attempts of a job
         * @description Oldest first, with the config, devices and outcome of each attempt.
         */
        get: operations["listAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/attempts/{attempt}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one attempt of a job
         * @description The report is final once the attempt has ended.
         */
        get: operations["getAttempt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events of a job
         * @description Page by page, as sent on the stream: oldest first, or newest first.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the log lines of a job
         * @description Newest last. Pages go backwards with before_seq and forwards with since_seq.
         */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/logs/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the log of a job
         * @description As a text file that marks missing lines.
         */
        get: operations["downloadLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the record of a job
         * @description All that is kept of it, as JSON Lines: the job, its attempts with their configs, and its events as its journal has them, with the log, oldest first. Metrics are read from /metrics.
         */
        get: operations["downloadRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the metrics of a job
         * @description If there are more metrics than points, each range of steps is reduced to its lowest and highest value, so that no peak is lost. Superseded metrics are left out by default.
         */
        get: operations["getJobMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/metrics/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the metric tags of a job
         * @description With the number of metrics, the range of steps and the last value of each tag.
         */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/samples/grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the samples of a job as a grid
         * @description One row per prompt and one column per step.
         */
        get: operations["getSampleGrid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare the metrics of several jobs
         * @description The series of each job and tag, reduced like those of one job.
         */
        get: operations["compareMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the metric tags of several jobs
         * @description As those of one job, in one reply.
         */
        get: operations["listTagsOfJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/buckets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the metrics of several jobs for a chart
         * @description All series share the buckets of one axis – steps, epochs, minutes or the clock – and each bucket has the lowest, the mean and the highest value. Superseded metrics are left out. With `since` only what may have changed is sent.
         */
        get: operations["getMetricBuckets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/sparklines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a small series of each of several jobs
         * @description One tag, each job over all its steps, for a list of jobs.
         */
        get: operations["listSparklines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/samples/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the samples of several jobs side by side
         * @description Rows of one prompt and seed, at equal steps, epochs or shares of the training, in pages of positions and rows.
         */
        get: operations["getSampleMatrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get which OneTrainer serves
         * @description The folder of its checkout, and whether a request may choose another one.
         */
        get: operations["getCheckout"];
        /**
         * Choose the OneTrainer that serves
         * @description The folder and its Python are tried first. Then the server starts anew with it, which takes a moment; trainings go on. GET /api/system/info says what was found there.
         */
        put: operations["chooseCheckout"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get system information
         * @description The machine, this server and its trainer.
         */
        get: operations["getSystemInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the machine load
         * @description CPU, RAM, GPUs and disks. An unknown value is null.
         */
        get: operations["getSystemResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the machine load of the last hour
         * @description A reading every ten seconds while a training is at work or somebody watches; at other times nothing is measured.
         */
        get: operations["getMachineHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/disk-use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what fills the disk
         * @description Bytes by kind of file and by job, deleted jobs included, and how fast the disk fills.
         */
        get: operations["getDiskUse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List processes
         * @description Processes of this program first, then the twenty busiest.
         */
        get: operations["getSystemProcesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress of a drain
         * @description Names the trainings that have not ended. Without a drain, state is none.
         */
        get: operations["getDrain"];
        put?: never;
        /**
         * Hold the queue, and ask every training to back up and stop
         * @description The queue stays held until the server is restarted. The reply names the trainings that have not ended; GET shows progress. Repeating the request is harmless.
         */
        post: operations["drain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liveness
         * @description Answers 200 while the process lives. Needs no token.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness
         * @description Answers 503 until startup recovery has finished, and while trouble lasts: details names each condition and says what to do. Otherwise 200. Needs no token.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Prometheus metrics
         * @description Process, requests, streams, jobs, queue, devices, disk, and each training at work. docs/grafana/onetrainer-web-ui.json is a dashboard of them.
         */
        get: operations["getPrometheusMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the stream over WebSocket
         * @description /asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.
         */
        get: operations["openStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the stream of one job over WebSocket
         * @description /asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.
         */
        get: operations["openJobStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training-jobs/{job}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alias of …/ws
         * @description /asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.
         */
        get: operations["openJobStreamAlias"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws/training/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the updates of one job over WebSocket
         * @description /asyncapi.json describes the messages. Without a WebSocket upgrade the reply is 426.
         */
        get: operations["openJobUpdates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the stream as server-sent events
         * @description The messages of /ws: connected, then the replay after the cursor and replay_complete, then live messages. Try it with curl -N.
         */
        get: operations["openEventSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connected clients
         * @description With view, subscriptions and how far each client is behind the stream.
         */
        get: operations["getSocketStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActivateRequest
         * @description Config to activate: by name, or inline
         */
        ActivateRequest: {
            /**
             * @description Name of a config in GET /api/config/list
             * @example quick
             */
            name?: string;
            config?: components["schemas"]["ConfigDocument"];
        };
        /**
         * AttemptList
         * @description Attempts of a job, oldest first
         */
        AttemptList: {
            attempts: components["schemas"]["AttemptReport"][];
        };
        /**
         * AttemptReport
         * @description Report of one attempt; final once the attempt has ended
         */
        AttemptReport: {
            /** @description Attempt, from 1 */
            attempt: number;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            /** @description Version or commit of the trainer */
            trainer_version: string | null;
            python_version: string | null;
            /** @description Device name */
            device: string | null;
            /** @description Devices reserved for the attempt: cpu, or UUIDs of GPUs */
            devices: string[];
            /** @description Backup the attempt resumed from */
            resume_from: string | null;
            /** @description seq of the first event */
            first_seq: number;
            /** @description seq of the last event */
            last_seq: number | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            ready_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Status of a job */
            status: ("queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error") | null;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            error: string | null;
            /** @description Exit of the trainer process, as seen by its parent */
            exit: components["schemas"]["Exit"] | null;
            /** @description Config of the attempt */
            config: {
                [key: string]: unknown;
            };
        };
        /**
         * BucketSeries
         * @description Metrics of one tag of one job, one value per bucket
         */
        BucketSeries: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Job name */
            name: string;
            /** @example loss/train_step */
            tag: string;
            /** @description Lowest value; one per bucket, null where there is no metric */
            min: (number | null)[];
            /** @description Mean, in 7 digits; one per bucket, null where there is no metric */
            mean: (number | null)[];
            /** @description Highest value; one per bucket, null where there is no metric */
            max: (number | null)[];
            /** @description Metrics of each bucket; for a derived speed/steps_per_second runs of steps, each in the bucket of its last one */
            counts: number[];
            /** @description Metrics in these buckets */
            count: number;
            /** @description Non-finite metrics of all steps; they are in no bucket */
            non_finite_count: number;
        };
        /**
         * BytesByKind
         * @description Bytes by kind of file
         */
        BytesByKind: {
            /** @description Bytes of backups, complete or not */
            backups: number;
            /** @description Bytes of models saved during a training */
            saves: number;
            /** @description Bytes of final models, and of files of others */
            models: number;
            /** @description Bytes of samples */
            samples: number;
            /** @description Bytes of caches, debug output and thumbnails */
            cache: number;
            /** @description Bytes of output of trainers and runners */
            logs: number;
            /** @description Bytes of journals, configs and other records */
            records: number;
        };
        /**
         * Checkout
         * @description The OneTrainer that serves
         */
        Checkout: {
            /** @description Folder of the checkout; null: the built-in trainer serves */
            onetrainer_dir: string | null;
            /** @description environment: by ONETRAINER_DIR, which requests cannot change. request: by PUT /api/system/checkout. null: it is not set */
            set_by: ("environment" | "request") | null;
        };
        /**
         * CheckoutChoice
         * @description Which OneTrainer is to serve
         */
        CheckoutChoice: {
            /** @description Absolute path of the folder of a OneTrainer checkout on the server; null: the built-in trainer serves */
            onetrainer_dir: string | null;
        };
        /**
         * Command
         * @description A command and its result
         */
        Command: {
            /**
             * @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id
             * @example c-42
             */
            command_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /**
             * @description Command to a running job
             * @enum {string}
             */
            command: "stop" | "pause" | "resume" | "sample_default" | "sample_custom" | "backup" | "save" | "stack_dump" | "kill";
            /**
             * @description sent: not yet confirmed. accepted: recorded in the journal. running: being executed. done and failed are final
             * @enum {string}
             */
            status: "sent" | "accepted" | "running" | "done" | "failed";
            /** @description One-line message */
            message: string;
            /** @description File or folder, verified on disk after it was written */
            file: components["schemas"]["File"] | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
        };
        /**
         * CommandReply
         * @description Sent command; its command_result follows
         */
        CommandReply: {
            /**
             * @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id
             * @example c-42
             */
            command_id: string;
            /**
             * @description Command to a running job
             * @enum {string}
             */
            command: "stop" | "pause" | "resume" | "sample_default" | "sample_custom" | "backup" | "save" | "stack_dump" | "kill";
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description sent, accepted, running, done or failed */
            status: string;
            /** @description What a kill interrupted, or why the command is not recorded */
            message?: string;
        };
        /**
         * Condition
         * @description Trouble that lasts
         */
        Condition: {
            /**
             * @description disk: the state directory cannot be written. store: the database cannot be written. journal: the events of a training cannot be written, and its newest figures, or its end, are in memory only. telemetry: the load of the machine cannot be read. gpu_tool: nvidia-smi fails again and again
             * @enum {string}
             */
            condition: "disk" | "store" | "journal" | "telemetry" | "gpu_tool";
            /**
             * @description Name of the failure
             * @example ENOSPC
             * @example EROFS
             * @example SQLITE_FULL
             */
            cause: string;
            /** @description The problem */
            message: string;
            /** @description How to solve it */
            hint: string;
            /** @description Job id (uuid v7) */
            job_id: string | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            since: string;
        };
        /**
         * ConfigChange
         * @description Field that differs from its default
         */
        ConfigChange: {
            /**
             * @description JSON pointer to the field
             * @example /epochs
             */
            pointer: string;
            /** @description Value in the config */
            value: unknown;
            /** @description Default value; null if there is none */
            default: unknown;
        };
        /**
         * ConfigDiff
         * @description Differences between a config and the defaults
         */
        ConfigDiff: {
            name: string | null;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            changes: components["schemas"]["ConfigChange"][];
        };
        /**
         * ConfigDifferenceGroup
         * @description Fields of one part of the config
         */
        ConfigDifferenceGroup: {
            /**
             * @description The list or object they stand in; General: none
             * @example optimizer
             */
            title: string;
            fields: components["schemas"]["ConfigField"][];
        };
        /**
         * ConfigDifferences
         * @description What differs between the configs of several jobs
         */
        ConfigDifferences: {
            /** @description In the order of all values */
            jobs: string[];
            groups: components["schemas"]["ConfigDifferenceGroup"][];
            /** @description Fields with the same value in all of them */
            equal: components["schemas"]["ConfigField"][];
        };
        /**
         * ConfigDocument
         * @description A config; GET /api/config/schema describes its fields
         * @example {
         *       "epochs": 2
         *     }
         */
        ConfigDocument: {
            [key: string]: unknown;
        };
        /**
         * ConfigField
         * @description Field of the compared configs
         */
        ConfigField: {
            /**
             * @description JSON pointer to the field
             * @example /learning_rate
             */
            pointer: string;
            /** @description Its value in each job; null where it is not there */
            values: unknown[];
            /** @description Places of the jobs whose config has no such field */
            missing: number[];
        };
        /**
         * ConfigList
         * @description Loadable configs
         */
        ConfigList: {
            configs: components["schemas"]["ConfigSummary"][];
        };
        /**
         * ConfigSummary
         * @description Loadable config
         */
        ConfigSummary: {
            /**
             * @description Name of a config in GET /api/config/list
             * @example quick
             */
            name: string;
            /**
             * @description preset: shipped with the trainer. saved: in STATE_DIR/configs. checkout: in training_configs of the OneTrainer checkout
             * @enum {string}
             */
            source: "preset" | "saved" | "checkout";
            description: string;
            /** @description UTC, ISO 8601 with Z */
            modified_at: string | null;
        };
        /**
         * ConfigValidation
         * @description Result of a config check
         */
        ConfigValidation: {
            valid: boolean;
            errors: components["schemas"]["Finding"][];
            warnings: components["schemas"]["Finding"][];
            /** @description A config; GET /api/config/schema describes its fields */
            config: components["schemas"]["ConfigDocument"] | null;
        };
        /**
         * CpuInfo
         * @description Processor
         */
        CpuInfo: {
            model: string;
            /** @description Logical cores */
            cores: number;
            /** @description Physical cores */
            physical_cores: number | null;
        };
        /**
         * CreatedJob
         * @description Created job
         */
        CreatedJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number: 1, 2, 3 … */
            job_number: number;
            /**
             * @description Job slug
             * @example job_k3f9a2c1
             */
            job_slug: string;
            /** @description Job name */
            name: string;
            /** @description Free-text notes */
            notes: string;
            /** @description Tags */
            tags: string[];
            /** @description Priority; the highest goes first */
            priority: number;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            /** @description auto, cpu, or the UUID of a GPU */
            device: string;
            /** @description Network the job trains */
            network_id: string | null;
            /** @description Job id (uuid v7) */
            fork_of: string | null;
            /** @description Name that the config it was started from had: a saved one, a preset or one of the checkout. Its config may differ from that. null: from none with a name, or not known */
            config_name: string | null;
            /** @description Jobs that must succeed first */
            after: string[];
            retry: components["schemas"]["RetryPolicy"];
            /** @description Retries since the last stable attempt */
            retries_used: number;
            /**
             * @description Environment variables for the trainer of this job. They are stored and shown: no secrets
             * @example {
             *       "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"
             *     }
             */
            environment: {
                [key: string]: string;
            };
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
            /** @description Exact status, as in /api/training/status; idle: never queued */
            job_status: ("queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error") | "idle";
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description One-line message */
            message: string;
            /** @description Error message */
            error: string | null;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Percent of all steps finished */
            progress_percent: number;
            /** @description Current epoch, from 1; 0 before the first */
            current_epoch: number;
            /** @description Total epochs; 0 while unknown */
            total_epochs: number;
            /** @description Steps since the beginning */
            current_step: number;
            /** @description Total steps of the training; 0 while unknown */
            total_steps: number;
            /** @description Loss of the last step */
            current_loss: number | null;
            /** @description Estimated remaining seconds */
            eta_seconds: number | null;
            /** @description Newest attempt; 0 before the first */
            attempt: number;
            /** @description seq of the newest event */
            last_seq: number;
            /** @description Place of a job in the queue */
            queue: components["schemas"]["QueuePlace"] | null;
            /**
             * @description Damaged or missing records in the folder of the job, each with its file; empty while all are sound
             * @example [
             *       "a1/spec.json: is missing"
             *     ]
             */
            problems: string[];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            started_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Number of its end, in the queue or at work, among the begins and ends of all jobs, which no clock changes; null unless it has succeeded, failed or been stopped, and until the queue has handled that end */
            end_order: number | null;
            /** @description UTC, ISO 8601 with Z */
            updated_at: string | null;
            /** @description Warnings of the config check */
            warnings?: components["schemas"]["Finding"][];
        };
        /**
         * CurrentConfig
         * @description Config that a start without a config trains
         */
        CurrentConfig: {
            /**
             * @description active: made the active config with PUT /api/config/current. defaults: no config is active
             * @enum {string}
             */
            source: "active" | "defaults";
            name: string | null;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            config: components["schemas"]["ConfigDocument"];
        };
        /**
         * CustomSample
         * @description Sample to draw now. GET /api/samples/custom lists its fields
         */
        CustomSample: {
            /** @description Prompt */
            prompt: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DamagedNetwork
         * @description Network whose file cannot be used
         */
        DamagedNetwork: {
            /**
             * @description Network id
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            network_id: string;
            /** @description What is wrong, with its file and place */
            problem: string;
        };
        /**
         * DeletedJob
         * @description Deleted job of which files are left
         */
        DeletedJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            job_slug: string;
            /** @description Job name */
            job_name: string;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            deleted_at: string;
            /** @description Number of files in its folder */
            files: number;
            /** @description Bytes of these files */
            bytes: number;
        };
        /**
         * DeletedJobList
         * @description Deleted jobs of which files are left, by number
         */
        DeletedJobList: {
            deleted_jobs: components["schemas"]["DeletedJob"][];
            /** @description Bytes of all their files */
            bytes: number;
        };
        /**
         * Disk
         * @description File system
         */
        Disk: {
            mount: string;
            /** @description Size, GiB */
            size_gb: number | null;
            /** @description In use, GiB */
            used_gb: number | null;
            /** @description Free, GiB */
            available_gb: number | null;
        };
        /**
         * DiskUse
         * @description What fills the folders of the jobs, and how fast the disk fills
         */
        DiskUse: {
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            measured_at: string;
            /** @description Bytes of all these files */
            bytes: number;
            kinds: components["schemas"]["BytesByKind"];
            /** @description Largest first */
            jobs: components["schemas"]["JobDiskUse"][];
            /** @description Size of the disk */
            size_bytes: number | null;
            /** @description Free space on it */
            available_bytes: number | null;
            /** @description What the free space lost per hour, over the last hour that was measured; null: not known */
            growth_bytes_per_hour: number | null;
            /** @description Until it is full at that pace; null: it does not fill, or not known */
            full_in_seconds: number | null;
        };
        /**
         * Drain
         * @description Progress of a drain
         */
        Drain: {
            /**
             * @description none: no drain was requested. draining: trainings are ending. drained: every training has ended
             * @enum {string}
             */
            state: "none" | "draining" | "drained";
            /** @description UTC, ISO 8601 with Z */
            since: string | null;
            /** @description Trainings that have not ended */
            waiting_for: components["schemas"]["DrainingJob"][];
        };
        /**
         * DrainingJob
         * @description A training that has not ended
         */
        DrainingJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Name of the job */
            job_name: string;
            /**
             * @description idle: no job yet. initialized: idle with an active config. Otherwise the status of the current job
             * @enum {string}
             */
            status: "idle" | "initialized" | "queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error";
        };
        /**
         * ErrorBody
         * @description Error, over HTTP and over sockets
         */
        ErrorBody: {
            /** @description HTTP status */
            statusCode: number;
            /**
             * @description Error code, see /docs/errors.md
             * @example already_running
             */
            code: string;
            /**
             * @description Name of the HTTP status
             * @example Conflict
             */
            error: string;
            /** @description The problem and the next step */
            message: string;
            /** @description The problems, one per field */
            details?: components["schemas"]["Finding"][];
            /** @description The jobs concerned */
            jobs?: {
                [key: string]: unknown;
            }[];
            recovery?: components["schemas"]["RecoveryProgress"];
            /** @description Id of the request in the server log */
            request_id: string;
        };
        /**
         * EventList
         * @description Events of a job, in the order that was asked for
         */
        EventList: {
            events: components["schemas"]["KeptEvent"][];
            /** @description Send as ?since_seq= for the next page; null on the last, and with newest_first */
            next_since_seq: number | null;
            /** @description With newest_first, send as ?before_seq= for the next page; null on the last, and without newest_first */
            next_before_seq: number | null;
            /** @description seq of the newest event of the job, stored or not; send as ?since_seq= later for new events */
            last_seq: number;
            /** @description since_seq is beyond the last event, because the end of the journal was lost */
            gap?: {
                /** @constant */
                reason: "journal_torn";
                from: string;
                to: string;
            };
        };
        /**
         * Exit
         * @description Exit of the trainer process, as seen by its parent
         */
        Exit: {
            /** @description Exit code; null if ended by a signal or if unknown */
            code: number | null;
            /** @description Signal name, for example SIGKILL */
            signal: string | null;
            /** @description Whether a signal from the runner ended the process */
            forced: boolean;
            /** @description Id of the command that requested the end */
            requested_by: string | null;
            /** @description Processes of the run that were ended after the trainer had exited */
            leftovers: number;
            /** @description Peak resident size of the trainer, bytes */
            peak_rss_bytes: number | null;
        };
        /**
         * File
         * @description File or folder, verified on disk after it was written
         */
        File: {
            /**
             * @description Path relative to the job's folder
             * @example a1/samples/42-0.png
             */
            path: string;
            /** @description Size in bytes; for a folder, of all its files */
            bytes: number;
            /**
             * @description SHA-256 of the file; for a folder, of the sorted lines "<sha256>  <relative path>\n" of its files
             * @example e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
             */
            sha256: string;
        };
        /**
         * Finding
         * @description One problem and its place
         */
        Finding: {
            /**
             * @description JSON pointer to the value; empty for the whole document
             * @example /samples/0/seed
             */
            pointer: string;
            /** @description The problem */
            message: string;
            /** @description How to solve it */
            hint?: string;
            severity?: "error" | "warning";
        };
        /**
         * FoundModel
         * @description A model and the job that wrote it
         */
        FoundModel: {
            /**
             * @description Model id: m<job number>-<seq>
             * @example m1-42
             */
            model_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /**
             * @description backup: training can resume from it. save: model during the training. final: model at the end
             * @enum {string}
             */
            kind: "backup" | "save" | "final";
            /** @description Name of its file or folder */
            name: string;
            /** @description Global step it was written at */
            step: number;
            /** @description Epoch it was written at */
            epoch: number;
            /** @description Step in that epoch */
            epoch_step: number;
            /** @description Size; of a folder, of everything in it */
            bytes: number;
            /** @description SHA-256 of the file; of a folder, of the sorted lines "<sha256>  <relative path>\n" of its files */
            sha256: string;
            /** @description Whether the files are still on disk as written, inside the job's folder */
            available: boolean;
            /** @description Whether it is the one a person chose of its job; a prune keeps it */
            picked: boolean;
            /** @description Whether the model is a folder; null if not available */
            folder: boolean | null;
            /** @description Number of files; null if not available */
            files: number | null;
            /** @description URL path of the model's details */
            path: string;
            /** @description URL path of the download; a folder is sent as a tar archive */
            download_path: string;
            /** @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id */
            command_id: string | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Job number */
            job_number: number;
            /**
             * @description Job slug
             * @example job_k3f9a2c1
             */
            job_slug: string;
            /** @description Job name */
            job_name: string;
        };
        /**
         * FoundModels
         * @description Models of all jobs, newest first
         */
        FoundModels: {
            models: components["schemas"]["FoundModel"][];
            /** @description Number of matching models */
            total: number;
            /** @description Send as ?cursor= for the next page; null on the last */
            next_cursor: string | null;
        };
        /**
         * Gpu
         * @description GPU as reported by nvidia-smi
         */
        Gpu: {
            /** @description Index */
            index: number;
            uuid: string | null;
            name: string;
            driver_version: string | null;
            /** @description GPU utilisation */
            utilization_percent: number | null;
            /** @description Memory in use, GiB */
            memory_used_gb: number | null;
            /** @description Total memory, GiB */
            memory_total_gb: number | null;
            temperature_celsius: number | null;
            power_draw_watts: number | null;
            /** @description What it may draw at most */
            power_limit_watts: number | null;
        };
        /**
         * Health
         * @description Health check result
         */
        Health: {
            /** @constant */
            status: "ok";
        };
        /**
         * ImportRequest
         * @description Config exported by any version of OneTrainer
         */
        ImportRequest: {
            config: components["schemas"]["ConfigDocument"];
            /**
             * @description Config name: letters, digits, space, dot, dash and underscore
             * @example my portrait
             */
            name?: string;
        };
        /**
         * JobDetails
         * @description Job with its config and complete state
         */
        JobDetails: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number: 1, 2, 3 … */
            job_number: number;
            /**
             * @description Job slug
             * @example job_k3f9a2c1
             */
            job_slug: string;
            /** @description Job name */
            name: string;
            /** @description Free-text notes */
            notes: string;
            /** @description Tags */
            tags: string[];
            /** @description Priority; the highest goes first */
            priority: number;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            /** @description auto, cpu, or the UUID of a GPU */
            device: string;
            /** @description Network the job trains */
            network_id: string | null;
            /** @description Job id (uuid v7) */
            fork_of: string | null;
            /** @description Name that the config it was started from had: a saved one, a preset or one of the checkout. Its config may differ from that. null: from none with a name, or not known */
            config_name: string | null;
            /** @description Jobs that must succeed first */
            after: string[];
            retry: components["schemas"]["RetryPolicy"];
            /** @description Retries since the last stable attempt */
            retries_used: number;
            /**
             * @description Environment variables for the trainer of this job. They are stored and shown: no secrets
             * @example {
             *       "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"
             *     }
             */
            environment: {
                [key: string]: string;
            };
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
            /** @description Exact status, as in /api/training/status; idle: never queued */
            job_status: ("queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error") | "idle";
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description One-line message */
            message: string;
            /** @description Error message */
            error: string | null;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Percent of all steps finished */
            progress_percent: number;
            /** @description Current epoch, from 1; 0 before the first */
            current_epoch: number;
            /** @description Total epochs; 0 while unknown */
            total_epochs: number;
            /** @description Steps since the beginning */
            current_step: number;
            /** @description Total steps of the training; 0 while unknown */
            total_steps: number;
            /** @description Loss of the last step */
            current_loss: number | null;
            /** @description Estimated remaining seconds */
            eta_seconds: number | null;
            /** @description Newest attempt; 0 before the first */
            attempt: number;
            /** @description seq of the newest event */
            last_seq: number;
            /** @description Place of a job in the queue */
            queue: components["schemas"]["QueuePlace"] | null;
            /**
             * @description Damaged or missing records in the folder of the job, each with its file; empty while all are sound
             * @example [
             *       "a1/spec.json: is missing"
             *     ]
             */
            problems: string[];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            started_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Number of its end, in the queue or at work, among the begins and ends of all jobs, which no clock changes; null unless it has succeeded, failed or been stopped, and until the queue has handled that end */
            end_order: number | null;
            /** @description UTC, ISO 8601 with Z */
            updated_at: string | null;
            config: {
                [key: string]: unknown;
            };
            state: components["schemas"]["TrainingState"];
        };
        /**
         * JobDiskUse
         * @description Files of one job
         */
        JobDiskUse: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number; null where the folder is of no job that is known */
            job_number: number | null;
            /** @description Job name */
            name: string | null;
            /** @description Whether the job was deleted and its files were kept */
            deleted: boolean;
            /** @description Bytes of its files */
            bytes: number;
            kinds: components["schemas"]["BytesByKind"];
            /** @description false: files came or went while they were counted */
            complete: boolean;
        };
        /**
         * JobGpuMemory
         * @description Memory of a GPU that the processes of a training use
         */
        JobGpuMemory: {
            /** @description UUID of the GPU */
            uuid: string;
            /** @description Memory in use by this training alone, GiB */
            memory_used_gb: number | null;
            /** @description Why it is not known; null: it is known */
            problem: string | null;
        };
        /**
         * JobList
         * @description Jobs
         */
        JobList: {
            jobs: components["schemas"]["JobSummary"][];
            /** @description Number of matching jobs */
            total: number;
            /** @description Each config_name of all jobs once, in order */
            config_names: string[];
            /** @description Newest end_order of all jobs; send as ?ended_since= later for those that ended meanwhile */
            last_end_order: number;
            /** @description Send as ?cursor= for the next page; null on the last */
            next_cursor: string | null;
        };
        /**
         * JobMemory
         * @description Memory of the processes of a training
         */
        JobMemory: {
            /** @description Job number */
            job_number: number;
            /** @description RAM: the resident sizes of its trainer and what that started, added up, GiB */
            ram_used_gb: number | null;
            /** @description The GPUs that it was given, and others that it uses */
            gpus: components["schemas"]["JobGpuMemory"][];
        };
        /**
         * JobPatch
         * @description Changes to a job. Its config is frozen once it is queued
         */
        JobPatch: {
            /** @description Job name: not blank, without control characters or marks of text direction; spaces around it go */
            name?: string;
            /** @description Free-text notes */
            notes?: string;
            /** @description Tags */
            tags?: string[];
            /** @description Priority; the highest goes first */
            priority?: number;
            retry?: components["schemas"]["RetryChange"];
            /**
             * @description Config fields to change; objects are merged, other values replaced
             * @example {
             *       "epochs": 20
             *     }
             */
            overrides?: {
                [key: string]: unknown;
            };
        };
        /**
         * JobReply
         * @description Result of a request to a job
         */
        JobReply: {
            job: components["schemas"]["JobSummary"];
            /** @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id */
            command_id: string | null;
            /** @description Backup a training resumes from */
            resumes_from: components["schemas"]["ResumePoint"] | null;
            /** @description One-line message */
            message: string;
        };
        /**
         * JobRequest
         * @description Job to create; without a config, the active one or the defaults
         */
        JobRequest: {
            /** @description Job name: not blank, without control characters or marks of text direction; spaces around it go */
            name?: string;
            /** @description Free-text notes */
            notes?: string;
            /** @description Tags */
            tags?: string[];
            /** @description Priority; the highest goes first */
            priority?: number;
            /**
             * @description Config; missing fields take their defaults. See GET /api/config/schema
             * @example {
             *       "epochs": 2
             *     }
             */
            config?: {
                [key: string]: unknown;
            };
            /**
             * @description Name of a config in GET /api/config/list
             * @example quick
             */
            config_name?: string;
            /** @description Id, number or slug of the job whose config is copied */
            fork_of?: string;
            /**
             * @description Name of the config that config was made from. It is only recorded, as config_name of the job
             * @example quick
             */
            config_from?: string;
            /**
             * @description Config fields to change; objects are merged, other values replaced
             * @example {
             *       "epochs": 20
             *     }
             */
            overrides?: {
                [key: string]: unknown;
            };
            /** @description auto: as the config requires, on any free GPU. Otherwise cpu, or the UUID of a GPU. Default: "auto" */
            device?: string;
            /** @description Jobs that must succeed first */
            after?: string[];
            retry?: components["schemas"]["RetryChange"];
            /**
             * @description Environment variables for the trainer of this job. They are stored and shown: no secrets
             * @example {
             *       "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"
             *     }
             */
            environment?: {
                [key: string]: string;
            };
            /** @description false: create the job without queueing it; POST …/start queues it. Default: true */
            queue?: boolean;
        };
        /**
         * JobSummary
         * @description Job and its status
         */
        JobSummary: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number: 1, 2, 3 … */
            job_number: number;
            /**
             * @description Job slug
             * @example job_k3f9a2c1
             */
            job_slug: string;
            /** @description Job name */
            name: string;
            /** @description Free-text notes */
            notes: string;
            /** @description Tags */
            tags: string[];
            /** @description Priority; the highest goes first */
            priority: number;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            /** @description auto, cpu, or the UUID of a GPU */
            device: string;
            /** @description Network the job trains */
            network_id: string | null;
            /** @description Job id (uuid v7) */
            fork_of: string | null;
            /** @description Name that the config it was started from had: a saved one, a preset or one of the checkout. Its config may differ from that. null: from none with a name, or not known */
            config_name: string | null;
            /** @description Jobs that must succeed first */
            after: string[];
            retry: components["schemas"]["RetryPolicy"];
            /** @description Retries since the last stable attempt */
            retries_used: number;
            /**
             * @description Environment variables for the trainer of this job. They are stored and shown: no secrets
             * @example {
             *       "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"
             *     }
             */
            environment: {
                [key: string]: string;
            };
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
            /** @description Exact status, as in /api/training/status; idle: never queued */
            job_status: ("queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error") | "idle";
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description One-line message */
            message: string;
            /** @description Error message */
            error: string | null;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Percent of all steps finished */
            progress_percent: number;
            /** @description Current epoch, from 1; 0 before the first */
            current_epoch: number;
            /** @description Total epochs; 0 while unknown */
            total_epochs: number;
            /** @description Steps since the beginning */
            current_step: number;
            /** @description Total steps of the training; 0 while unknown */
            total_steps: number;
            /** @description Loss of the last step */
            current_loss: number | null;
            /** @description Estimated remaining seconds */
            eta_seconds: number | null;
            /** @description Newest attempt; 0 before the first */
            attempt: number;
            /** @description seq of the newest event */
            last_seq: number;
            /** @description Place of a job in the queue */
            queue: components["schemas"]["QueuePlace"] | null;
            /**
             * @description Damaged or missing records in the folder of the job, each with its file; empty while all are sound
             * @example [
             *       "a1/spec.json: is missing"
             *     ]
             */
            problems: string[];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            started_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Number of its end, in the queue or at work, among the begins and ends of all jobs, which no clock changes; null unless it has succeeded, failed or been stopped, and until the queue has handled that end */
            end_order: number | null;
            /** @description UTC, ISO 8601 with Z */
            updated_at: string | null;
        };
        /**
         * JobTagList
         * @description Metric tags of several jobs
         */
        JobTagList: {
            /** @description In the order of the query */
            jobs: components["schemas"]["JobTags"][];
        };
        /**
         * JobTags
         * @description Metric tags of one job
         */
        JobTags: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            tags: components["schemas"]["MetricTag"][];
        };
        /**
         * JsonSchema
         * @description A JSON Schema, draft 2020-12
         */
        JsonSchema: {
            [key: string]: unknown;
        };
        /**
         * KeptEvent
         * @description Event as sent on the stream
         */
        KeptEvent: {
            /**
             * @description Event type; /asyncapi.json describes the fields of each type
             * @example backup_created
             */
            type: string;
            /** @description Number of the event within its job */
            seq: number;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Milliseconds since the attempt began */
            elapsed_ms: number;
            /** @description Stream cursor; send it as `since` to /ws or /api/events to receive later messages */
            id: string | null;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * KillArgs
         * @description Kill the trainer and everything it started, at once
         */
        KillArgs: {
            /** @description Kill even while a model or a backup is being written, which is then incomplete. Without it, the kill is refused with model_being_written. Default: false */
            force?: boolean;
        };
        /**
         * LastValidation
         * @description Newest validation result
         */
        LastValidation: {
            /** @description Global step */
            step: number;
            /** @description Epoch */
            epoch: number;
            /** @description Mean loss on the held-out set */
            validation_loss: number | null;
            /** @description Fraction recognised correctly; null if the trainer does not measure it */
            accuracy: number | null;
            /** @description Glyphs recognised correctly */
            correct: number | null;
            /** @description Glyphs tested */
            total: number | null;
        };
        /**
         * LoadedConfig
         * @description Config with all defaults filled in
         */
        LoadedConfig: {
            name: string | null;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            config: components["schemas"]["ConfigDocument"];
        };
        /**
         * LogLine
         * @description Log line
         */
        LogLine: {
            /** @description Number of the event within its job */
            seq: number;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /**
             * @description Log level
             * @enum {string}
             */
            level: "debug" | "info" | "warning" | "error" | "critical";
            /**
             * @description Origin of the line
             * @enum {string}
             */
            source: "stdout" | "stderr" | "runner";
            /** @description Text of the line */
            message: string;
            /** @description Bytes cut off because the line was too long */
            truncated_bytes?: number;
        };
        /**
         * LogList
         * @description Log lines, newest last
         */
        LogList: {
            logs: components["schemas"]["LogLine"][];
            /** @description Send as ?before_seq= for older lines; null if there are none */
            next_before_seq: number | null;
            /** @description Send as ?since_seq= for the next lines; null if there are none */
            next_since_seq: number | null;
            /** @description seq of the newest event of the job; send as ?since_seq= later for new lines */
            last_seq: number;
        };
        /**
         * MachineHistory
         * @description Load of the machine over the last hour
         */
        MachineHistory: {
            /** @description Seconds between two moments; a longer time was not measured */
            interval_seconds: number;
            /** @description Oldest first */
            moments: components["schemas"]["MachineMoment"][];
        };
        /**
         * MachineMoment
         * @description Load of the machine at one moment
         */
        MachineMoment: {
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Jobs whose trainers were at work */
            job_numbers: number[];
            /** @description CPU load over all cores */
            cpu_percent: number | null;
            /** @description RAM in use, GiB */
            ram_used_gb: number | null;
            /** @description Total RAM, GiB */
            ram_total_gb: number | null;
            /** @description Free space on the disk of STATE_DIR, GiB */
            state_dir_available_gb: number | null;
            gpus: components["schemas"]["Gpu"][];
            /** @description Of each training whose processes are known */
            job_memory: components["schemas"]["JobMemory"][];
        };
        /**
         * MatrixJob
         * @description Job of a sample matrix
         */
        MatrixJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Job name */
            name: string;
        };
        /**
         * MatrixRow
         * @description Samples of one prompt
         */
        MatrixRow: {
            /**
             * @description default: from the config's list. custom: requested by a command
             * @enum {string}
             */
            sample_type: "default" | "custom";
            prompt: string;
            /** @description Seed of all samples of the row; null: each has its own */
            seed: number | null;
            /** @description One per position: one sample per job, or null; of several the newest */
            cells: (components["schemas"]["Sample"] | null)[][];
        };
        /**
         * MetricBuckets
         * @description Metrics of several jobs in shared buckets
         */
        MetricBuckets: {
            /**
             * @description Axis
             * @enum {string}
             */
            x: "step" | "epoch" | "minutes" | "clock";
            /** @description Width of a bucket, a power of two in units of x; metrics that far apart may share a bucket */
            bucket_width: number;
            /**
             * @description Where each bucket begins, ascending, a multiple of bucket_width. Those without any metric are left out
             * @example [
             *       0,
             *       64,
             *       128
             *     ]
             */
            buckets: number[];
            /** @description By job as in the query, then by tag */
            series: components["schemas"]["BucketSeries"][];
            /** @description true: the reply is complete and replaces earlier ones – the first one, or buckets changed that `since` does not cover. false: it replaces the buckets from its first one on */
            reset: boolean;
            /** @description Send as ?since= with the same query for what is new */
            next_since: string;
        };
        /**
         * MetricTag
         * @description Metric tag with its extent, without superseded metrics
         */
        MetricTag: {
            /** @example loss/train_step */
            tag: string;
            /** @description Number of metrics */
            count: number;
            /** @description First step */
            first_step: number | null;
            /** @description Last step */
            last_step: number | null;
            /** @description Value of the last step */
            last_value: number | null;
            /** @description Number of non-finite metrics */
            non_finite_count: number;
        };
        /**
         * Model
         * @description A backup or a model a training wrote
         */
        Model: {
            /**
             * @description Model id: m<job number>-<seq>
             * @example m1-42
             */
            model_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /**
             * @description backup: training can resume from it. save: model during the training. final: model at the end
             * @enum {string}
             */
            kind: "backup" | "save" | "final";
            /** @description Name of its file or folder */
            name: string;
            /** @description Global step it was written at */
            step: number;
            /** @description Epoch it was written at */
            epoch: number;
            /** @description Step in that epoch */
            epoch_step: number;
            /** @description Size; of a folder, of everything in it */
            bytes: number;
            /** @description SHA-256 of the file; of a folder, of the sorted lines "<sha256>  <relative path>\n" of its files */
            sha256: string;
            /** @description Whether the files are still on disk as written, inside the job's folder */
            available: boolean;
            /** @description Whether it is the one a person chose of its job; a prune keeps it */
            picked: boolean;
            /** @description Whether the model is a folder; null if not available */
            folder: boolean | null;
            /** @description Number of files; null if not available */
            files: number | null;
            /** @description URL path of the model's details */
            path: string;
            /** @description URL path of the download; a folder is sent as a tar archive */
            download_path: string;
            /** @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id */
            command_id: string | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
        };
        /**
         * ModelDetails
         * @description Model and its files
         */
        ModelDetails: {
            /**
             * @description Model id: m<job number>-<seq>
             * @example m1-42
             */
            model_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /**
             * @description backup: training can resume from it. save: model during the training. final: model at the end
             * @enum {string}
             */
            kind: "backup" | "save" | "final";
            /** @description Name of its file or folder */
            name: string;
            /** @description Global step it was written at */
            step: number;
            /** @description Epoch it was written at */
            epoch: number;
            /** @description Step in that epoch */
            epoch_step: number;
            /** @description Size; of a folder, of everything in it */
            bytes: number;
            /** @description SHA-256 of the file; of a folder, of the sorted lines "<sha256>  <relative path>\n" of its files */
            sha256: string;
            /** @description Whether the files are still on disk as written, inside the job's folder */
            available: boolean;
            /** @description Whether it is the one a person chose of its job; a prune keeps it */
            picked: boolean;
            /** @description Whether the model is a folder; null if not available */
            folder: boolean | null;
            /** @description Number of files; null if not available */
            files: number | null;
            /** @description URL path of the model's details */
            path: string;
            /** @description URL path of the download; a folder is sent as a tar archive */
            download_path: string;
            /** @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id */
            command_id: string | null;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Files of the model, by path; empty if not available */
            contents: components["schemas"]["ModelFile"][];
        };
        /**
         * ModelFile
         * @description One file of a model
         */
        ModelFile: {
            /** @description Index in the list, used in URLs */
            index: number;
            /**
             * @description Path within the model
             * @example unet/diffusion_pytorch_model.safetensors
             */
            path: string;
            /** @description Size of the file */
            bytes: number;
            /** @description URL path of the file */
            download_path: string;
            /** @description Header of a model file */
            weights: components["schemas"]["Weights"] | null;
            /** @description Why the weights cannot be described; null if they are, or if there are none */
            problem: string | null;
        };
        /**
         * ModelList
         * @description Models, newest first
         */
        ModelList: {
            models: components["schemas"]["Model"][];
            /** @description Number of matching models */
            total: number;
            /** @description Send as ?cursor= for the next page; null on the last */
            next_cursor: string | null;
        };
        /**
         * ModelMarkChange
         * @description What a person thinks of a model
         */
        ModelMarkChange: {
            /** @description true: choose it in place of the one before. false: choose none */
            picked: boolean;
        };
        /**
         * Network
         * @description Network
         */
        Network: {
            /**
             * @description Network id
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            network_id: string;
            /** @description Network name */
            name: string;
            /** @description Config shared by all trainings of the network */
            config: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
        };
        /**
         * NetworkDetails
         * @description Network and its trainings, newest first
         */
        NetworkDetails: {
            /**
             * @description Network id
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            network_id: string;
            /** @description Network name */
            name: string;
            /** @description Config shared by all trainings of the network */
            config: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            jobs: components["schemas"]["NetworkJob"][];
        };
        /**
         * NetworkJob
         * @description Training of a network
         */
        NetworkJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Job slug */
            job_slug: string;
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Current epoch, from 1; 0 before the first */
            current_epoch: number;
            /** @description Total epochs; 0 while unknown */
            total_epochs: number;
        };
        /**
         * NetworkList
         * @description Networks, newest first
         */
        NetworkList: {
            networks: components["schemas"]["Network"][];
            /** @description Networks whose file cannot be used; repair the files, or delete them */
            damaged?: components["schemas"]["DamagedNetwork"][];
        };
        /**
         * NetworkRequest
         * @description Network to create
         */
        NetworkRequest: {
            /** @description Network name: not blank, without control characters or marks of text direction; spaces around it go */
            name?: string;
            /**
             * @description Config of the built-in trainer; missing fields take their defaults. Epochs, batch size and learning rate are set per training
             * @example {
             *       "training_set_size": 400
             *     }
             */
            config?: {
                [key: string]: unknown;
            };
        };
        /**
         * NetworkTraining
         * @description Training parameters
         */
        NetworkTraining: {
            /** @description Passes over the training set. Default: 10 */
            epochs?: number;
            /** @description Images per step. Default: 10 */
            mini_batch_size?: number;
            /** @description Initial learning rate of the digit reader; the image model, trained with Adam, uses a thousandth of it. Default: 3 */
            learning_rate?: number;
        };
        /**
         * NetworkTrainingReply
         * @description Queued or started training
         */
        NetworkTrainingReply: {
            /**
             * @description Network id
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            network_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Job slug */
            job_slug: string;
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
        };
        /**
         * OsInfo
         * @description Operating system
         */
        OsInfo: {
            platform: string;
            distribution: string | null;
            release: string | null;
            architecture: string;
            hostname: string;
        };
        /**
         * Pace
         * @description What rate and remaining time of this attempt are computed from
         */
        Pace: {
            /** @description Steps of the window, oldest first; empty before the first step after a start or a pause */
            marks: components["schemas"]["PaceMark"][];
            /** @description First step of the attempt */
            from_step: number | null;
            work: components["schemas"]["WorkCost"][];
        };
        /**
         * PaceMark
         * @description A step, and when it ended
         */
        PaceMark: {
            /** @description Global step */
            global_step: number;
            /** @description training_elapsed_seconds at its end */
            training_seconds: number;
        };
        /**
         * PauseArgs
         * @description Pause training
         */
        PauseArgs: {
            /**
             * @description hold: the model stays in memory and samples are still drawn. release: back up, exit and free the device. Default: "hold"
             * @enum {string}
             */
            mode?: "hold" | "release";
        };
        /**
         * PendingCommand
         * @description Command that has not ended yet
         */
        PendingCommand: {
            /**
             * @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id
             * @example c-42
             */
            command_id: string;
            /**
             * @description Command to a running job
             * @enum {string}
             */
            command: "stop" | "pause" | "resume" | "sample_default" | "sample_custom" | "backup" | "save" | "stack_dump" | "kill";
            /** @description accepted or running */
            status: string;
        };
        /**
         * Progress
         * @description Position of the training; epoch counts from 0
         */
        Progress: {
            /** @description Finished epochs */
            epoch: number;
            /** @description Finished steps of this epoch */
            epoch_step: number;
            /** @description Training samples processed in this epoch */
            epoch_sample: number;
            /** @description Steps since the beginning */
            global_step: number;
        };
        /**
         * PruneRefusal
         * @description Model that the rule would delete and that is needed
         */
        PruneRefusal: {
            /** @description Model id */
            model_id: string;
            /**
             * @description Error code
             * @example file_needed
             */
            code: string;
            /** @description Why it was not deleted */
            message: string;
        };
        /**
         * PruneReply
         * @description What a rule keeps and deletes; what is missing on disk is in neither
         */
        PruneReply: {
            /** @description Whether nothing was deleted yet */
            dry_run: boolean;
            /** @description Newest first */
            kept: components["schemas"]["Model"][];
            /** @description What is deleted, or would be; newest first */
            deleted: components["schemas"]["Model"][];
            /** @description Bytes that this call freed, or would free */
            bytes: number;
            refused: components["schemas"]["PruneRefusal"][];
        };
        /**
         * PruneRequest
         * @description Which backups or saves of a job are kept; the others are deleted
         */
        PruneRequest: {
            /**
             * @description What is pruned
             * @enum {string}
             */
            kind: "backup" | "save";
            /** @description Keep so many of the newest. Default: 3 */
            keep_last?: number;
            /** @description Also keep the first of each range of so many steps */
            keep_every_steps?: number;
            /** @description true: only say what would be deleted. Default: true */
            dry_run?: boolean;
            /** @description Model ids, as a reply with dry_run: true listed them. Where the rule would delete others too, nothing is deleted: 409 models_changed */
            only?: string[];
        };
        /**
         * Queue
         * @description Queue and devices
         */
        Queue: {
            /** @description Whether the queue is held: no job is started, and running jobs continue */
            held: boolean;
            /** @description Waiting jobs, the next one first */
            waiting: components["schemas"]["WaitingJob"][];
            /** @description Number of waiting jobs */
            total_waiting: number;
            /** @description Send as ?cursor= for the next page; null on the last */
            next_cursor: string | null;
            /** @description Devices; each trains one job at a time */
            devices: {
                /** @description cpu, or the UUID of a GPU */
                device: string;
                name: string;
                /** @description Job id (uuid v7) */
                job_id: string | null;
            }[];
        };
        /**
         * QueuePatch
         * @description Hold or release the queue
         */
        QueuePatch: {
            /** @description true: start no more jobs; running jobs continue. false: start jobs again */
            held: boolean;
            /** @description true: the hold ends when the server restarts. Default: false */
            until_restart?: boolean;
        };
        /**
         * QueuePlace
         * @description Place of a job in the queue
         */
        QueuePlace: {
            /** @description Position; 1 is next */
            position: number;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            queued_at: string;
            /** @description UTC, ISO 8601 with Z */
            not_before: string | null;
            /** @description Backup the next attempt resumes from; null: from the beginning */
            resume_from: string | null;
            /**
             * @description Why the job does not run yet
             * @example cpu is taken by Training 41
             */
            waiting_for: string;
        };
        /**
         * RecoveryProgress
         * @description How far the startup recovery is
         */
        RecoveryProgress: {
            /** @description Jobs read so far */
            jobs_read: number;
            /** @description Jobs to read */
            jobs: number;
            /** @description Events read so far */
            events_read: number;
        };
        /**
         * RenameRequest
         * @description New name of a saved config
         */
        RenameRequest: {
            /**
             * @description Config name: letters, digits, space, dot, dash and underscore
             * @example my portrait
             */
            name: string;
        };
        /**
         * ReorderRequest
         * @description New place in the queue
         */
        ReorderRequest: {
            /** @description Waiting job to be placed before. The priority is adapted where necessary. null: last place */
            before: string | null;
        };
        /**
         * ResumePoint
         * @description Backup a training resumes from
         */
        ResumePoint: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Folder of the backup, relative to the job's folder */
            backup: string;
            /** @description Position of the training; epoch counts from 0 */
            progress: components["schemas"]["Progress"] | null;
            /**
             * @description One-line message
             * @example resumes from backup 2026-01-01_12-00-00-backup-120-2-0 at step 120
             */
            message: string;
        };
        /**
         * ResumeRequest
         * @description Backup to resume from; the default is the newest complete one
         */
        ResumeRequest: {
            /** @description Model id of a backup of the job, from GET /api/v1/training-jobs/{job}/models?kind=backup */
            model_id?: string;
        };
        /**
         * RetryChange
         * @description Fields of the retry policy to change
         */
        RetryChange: {
            /** @description Maximum number of automatic retries; default 0 */
            max_retries?: number;
            /** @description Delay before a retry in seconds; default 30 */
            delay_seconds?: number;
            /** @description An attempt that ran this many seconds resets the count of retries; default 600 */
            stable_seconds?: number;
        };
        /**
         * RetryPolicy
         * @description Automatic retries of failed attempts
         */
        RetryPolicy: {
            /** @description Maximum number of automatic retries; default 0 */
            max_retries: number;
            /** @description Delay before a retry in seconds; default 30 */
            delay_seconds: number;
            /** @description An attempt that ran this many seconds resets the count of retries; default 600 */
            stable_seconds: number;
        };
        /**
         * RetryRequest
         * @description Start of a retry
         */
        RetryRequest: {
            /**
             * @description auto: from the newest complete backup, otherwise from the beginning. Default: "auto"
             * @enum {string}
             */
            from?: "auto" | "backup" | "start";
        };
        /**
         * Sample
         * @description Image, video or sound made during training, and what a person thinks of it
         */
        Sample: {
            /**
             * @description Sample id
             * @example s1-42
             */
            sample_id: string;
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /**
             * @description URL path of the file; works in <img src>, <video src> or <audio src>, by media
             * @example /api/samples/s1-42/image
             */
            path: string;
            /** @description URL path of the thumbnail; answers 404 thumbnail_unavailable with the reason where there is none */
            thumbnail_path: string;
            /**
             * @description Kind of the file, by its name
             * @enum {string}
             */
            media: "image" | "video" | "audio";
            /**
             * @description default: from the config's list. custom: requested by a command
             * @enum {string}
             */
            sample_type: "default" | "custom";
            /** @description Index in the config's list; 0 for a custom sample */
            sample_index: number;
            /** @description Global step of the sample */
            step: number;
            /** @description Epoch of the sample */
            epoch: number;
            prompt: string;
            negative_prompt: string;
            seed: number;
            /** @description Width in pixels */
            width: number;
            /** @description Height in pixels */
            height: number;
            /** @description File size in bytes */
            bytes: number;
            sha256: string;
            /** @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id */
            command_id: string | null;
            /** @description Whether the file is still on disk, with its size */
            available: boolean;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Whether a person starred it */
            starred: boolean;
            /** @description Free-text notes; empty if there are none */
            notes: string;
        };
        /**
         * SampleGrid
         * @description Samples by prompt and step, without superseded ones
         */
        SampleGrid: {
            /** @description Columns: steps at which samples were drawn, ascending */
            steps: number[];
            rows: {
                /**
                 * @description default: from the config's list. custom: requested by a command
                 * @enum {string}
                 */
                sample_type: "default" | "custom";
                /** @description Index in the config's list; 0 for custom samples */
                sample_index: number;
                prompt: string;
                /** @description One per column: the newest sample of that step, or null */
                cells: (components["schemas"]["Sample"] | null)[];
            }[];
            /** @description Send as ?to_step= for older columns; null if there are none */
            earlier: number | null;
        };
        /**
         * SampleList
         * @description Samples, newest first
         */
        SampleList: {
            samples: components["schemas"]["Sample"][];
            /** @description Number of matching samples */
            total: number;
            /** @description Send as ?cursor= for the next page; null on the last */
            next_cursor: string | null;
        };
        /**
         * SampleMarkChange
         * @description What a person thinks of a sample
         */
        SampleMarkChange: {
            /** @description Whether a person starred it */
            starred?: boolean;
            /** @description Free-text notes; empty if there are none */
            notes?: string;
        };
        /**
         * SampleMatrix
         * @description Samples of several jobs, without superseded ones
         */
        SampleMatrix: {
            /**
             * @description What a position is
             * @enum {string}
             */
            align: "step" | "epoch" | "share";
            /** @description In the order of the query */
            jobs: components["schemas"]["MatrixJob"][];
            /** @description Where any of the jobs has a sample, ascending */
            positions: number[];
            /** @description Samples of the configs first, in their order. Jobs share a row if prompt and seed are equal */
            rows: components["schemas"]["MatrixRow"][];
            /** @description Number of rows, of all positions */
            total_rows: number;
            /** @description Send as ?before= for earlier positions; null if there are none */
            earlier: number | null;
            /** @description Send as ?after= for later positions; null if there are none */
            later: number | null;
        };
        /**
         * Secrets
         * @description Secrets for the trainer; they can be set but never read
         */
        Secrets: {
            /** @description Hugging Face token; empty deletes it */
            huggingface_token: string;
        };
        /**
         * Series
         * @description Metrics of one tag of one job, by step
         */
        Series: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Job name */
            name: string;
            /** @example loss/train_step */
            tag: string;
            /** @description Attempt of superseded metrics, whose steps were trained again; null for current metrics */
            superseded_attempt: number | null;
            /** @description Metrics in the range */
            count: number;
            /** @description null: points contains every metric. Otherwise the number of steps per range, counted from step 0; points contains the lowest and the highest value of each range, and the first and last metric */
            stretch: number | null;
            /**
             * @description [step, value, time] per point; time is in milliseconds since 1970, interpolated within 64 steps
             * @example [
             *       [
             *         1,
             *         0.52,
             *         1767268800000
             *       ],
             *       [
             *         2,
             *         0.48,
             *         1767268800900
             *       ]
             *     ]
             */
            points: number[][];
            /**
             * @description The first 1000 steps with a non-finite metric, and its value
             * @example [
             *       [
             *         17,
             *         "nan"
             *       ]
             *     ]
             */
            non_finite: [
                number,
                "nan" | "inf" | "-inf"
            ][];
            /** @description Number of non-finite metrics */
            non_finite_count: number;
        };
        /**
         * SeriesList
         * @description Metric series
         */
        SeriesList: {
            series: components["schemas"]["Series"][];
        };
        /**
         * ServerInfo
         * @description Server process
         */
        ServerInfo: {
            name: string;
            version: string;
            /** @description Process id */
            pid: number;
            node_version: string;
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            started_at: string;
            state_dir: string;
            uptime_seconds: number;
        };
        /**
         * SocketStatus
         * @description Open sockets and how far each is behind
         */
        SocketStatus: {
            clients: {
                client_id: string;
                /** @description Protocol of the client: native, event-source, job-stream, job-updates or socket.io */
                view: string;
                path: string;
                /** @description Job id (uuid v7) */
                job_id: string | null;
                /**
                 * Format: date-time
                 * @description UTC, ISO 8601 with Z
                 * @example 2026-01-01T12:00:00.000Z
                 */
                connected_at: string;
                subscriptions: ("training_progress" | "training_status" | "sample_generated" | "log" | "system_stats" | "validation_result" | "trainer_ready" | "sample_progress" | "backup_created" | "model_saved" | "command_result" | "warning" | "gap" | "epoch_completed" | "job_queued" | "training_state" | "sample_default" | "sample_custom" | "conditions" | "changed")[] | null;
                /** @description Stored messages not yet sent to this client */
                lag_events: number;
                /** @description Bytes buffered for this client */
                buffered_bytes: number;
                /** @description Messages sent */
                sent_messages: number;
                /** @description Progress messages replaced by newer ones */
                coalesced_messages: number;
                /** @description Messages dropped because the client does not read */
                dropped_messages: number;
                /**
                 * @description Stream cursor; send the last one received as `since` to resume without loss
                 * @example k3f9a2c1.1842
                 */
                last_event_id: string;
            }[];
            /** @description Open sockets */
            connections: number;
            /** @description Sockets opened since the server started */
            total_connections: number;
            /** @description Sockets closed because they did not drain */
            closed_slow: number;
            /**
             * @description Stream cursor; send the last one received as `since` to resume without loss
             * @example k3f9a2c1.1842
             */
            last_event_id: string;
        };
        /**
         * Sparkline
         * @description Small series of one job
         */
        Sparkline: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            /** @description Where each bucket begins, ascending */
            steps: number[];
            /** @description Mean of each bucket, in 7 digits */
            mean: number[];
        };
        /**
         * SparklineList
         * @description Small series of several jobs, each over all its steps
         */
        SparklineList: {
            /** @description Metric tag */
            tag: string;
            /** @description In the order of the query; without a metric both lists are empty */
            sparklines: components["schemas"]["Sparkline"][];
        };
        /**
         * StartReply
         * @description Started job
         */
        StartReply: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number */
            job_number: number;
            job_slug: string;
            /** @description Attempt */
            attempt: number;
            /**
             * @description idle: no job yet. initialized: idle with an active config. Otherwise the status of the current job
             * @enum {string}
             */
            status: "idle" | "initialized" | "queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error";
            /** @description Warnings of the config check */
            warnings?: components["schemas"]["Finding"][];
            resumes_from?: components["schemas"]["ResumePoint"];
        };
        /**
         * StartRequest
         * @description Training to start; the default is the active config
         */
        StartRequest: {
            /** @description Job name: not blank, without control characters or marks of text direction; spaces around it go */
            name?: string;
            /**
             * @description Config; missing fields take their defaults. See GET /api/config/schema
             * @example {
             *       "epochs": 2
             *     }
             */
            config?: {
                [key: string]: unknown;
            };
            /**
             * @description Name of a config in GET /api/config/list
             * @example quick
             */
            config_name?: string;
        };
        /**
         * StopArgs
         * @description Stop training; the trainer saves before it exits
         */
        StopArgs: {
            /** @description Write a backup before the end, regardless of the config. Default: false */
            backup?: boolean;
            /** @description Interrupt at once, then terminate and kill a trainer that does not exit, even while a model is being written. Default: false */
            force?: boolean;
        };
        /**
         * SurvivesRestart
         * @description Whether a training outlives a restart of this server
         */
        SurvivesRestart: {
            value: boolean | null;
            reason: string;
        };
        /**
         * SystemInfo
         * @description The machine, this server and its trainer
         */
        SystemInfo: {
            server: components["schemas"]["ServerInfo"];
            os: components["schemas"]["OsInfo"];
            cpu: components["schemas"]["CpuInfo"];
            /** @description Total RAM, GiB */
            ram_total_gb: number | null;
            gpus: components["schemas"]["Gpu"][];
            /** @description What nvidia-smi says instead of readings; null: it gives them, or it is not installed */
            gpu_problem: string | null;
            trainer: components["schemas"]["TrainerInfo"];
            survives_restart: components["schemas"]["SurvivesRestart"];
        };
        /**
         * SystemProcess
         * @description Process
         */
        SystemProcess: {
            /** @description Process id */
            pid: number;
            /** @description Parent process id */
            parent_pid: number;
            name: string;
            /**
             * @description Role of the process
             * @enum {string}
             */
            role: "server" | "runner" | "trainer" | "other";
            /** @description CPU load */
            cpu_percent: number | null;
            /** @description Percentage of RAM */
            ram_percent: number | null;
            /** @description Resident size */
            ram_bytes: number | null;
            started_at: string | null;
        };
        /**
         * SystemProcesses
         * @description Processes of this program first, then the busiest ones
         */
        SystemProcesses: {
            /** @description Number of processes on the machine */
            total: number;
            processes: components["schemas"]["SystemProcess"][];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
        };
        /**
         * SystemResources
         * @description Machine load and free disk space
         */
        SystemResources: {
            /** @description GPU memory in use, GiB */
            gpu_memory_used_gb: number | null;
            /** @description Total GPU memory, GiB */
            gpu_memory_total_gb: number | null;
            /** @description GPU load */
            gpu_utilization_percent: number | null;
            /** @description CPU load over all cores */
            cpu_percent: number | null;
            /** @description RAM in use, GiB */
            ram_used_gb: number | null;
            /** @description Total RAM, GiB */
            ram_total_gb: number | null;
            gpus: components["schemas"]["Gpu"][];
            /** @description Of each training whose processes are known */
            job_memory: components["schemas"]["JobMemory"][];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            timestamp: string;
            /** @description Load average over 1, 5 and 15 minutes */
            load_average: number[];
            /** @description Swap in use, GiB */
            swap_used_gb: number | null;
            /** @description Total swap, GiB */
            swap_total_gb: number | null;
            disks: components["schemas"]["Disk"][];
            /** @description Free space on the disk of STATE_DIR, GiB */
            state_dir_available_gb: number | null;
        };
        /**
         * TagList
         * @description Metric tags of a job
         */
        TagList: {
            tags: components["schemas"]["MetricTag"][];
        };
        /**
         * TrainerCheck
         * @description Requirement of a training
         */
        TrainerCheck: {
            /**
             * @description checkout, python, config, packages, device, gpu, git or disk
             * @example git
             */
            name: string;
            /**
             * @description missing: required and not found. waiting: not known yet
             * @enum {string}
             */
            status: "ok" | "warning" | "missing" | "waiting";
            message: string;
            /** @description How to solve it */
            hint?: string;
        };
        /**
         * TrainerInfo
         * @description Configured trainer
         */
        TrainerInfo: {
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            kind: "builtin" | "onetrainer";
            available: boolean;
            version: string | null;
            /** @description Path of the Python program */
            python: string | null;
            python_version: string | null;
            device: string | null;
            /** @description What was found, and what to do about missing parts */
            message: string;
            checks?: components["schemas"]["TrainerCheck"][];
        };
        /**
         * TrainingProgressReport
         * @description Progress of the current training
         */
        TrainingProgressReport: {
            /** @description Job id (uuid v7) */
            job_id: string | null;
            /**
             * @description idle: no job yet. initialized: idle with an active config. Otherwise the status of the current job
             * @enum {string}
             */
            status: "idle" | "initialized" | "queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error";
            /** @description Finished epochs */
            epoch: number;
            /** @description Finished steps of this epoch */
            epoch_step: number;
            /** @description Training samples processed in this epoch */
            epoch_sample: number;
            /** @description Steps since the beginning */
            global_step: number;
            /** @description Steps in one epoch */
            max_step: number;
            /** @description Total epochs */
            max_epoch: number;
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Percent of all steps finished */
            progress_percent: number;
            /** @description Loss of the last step */
            loss: number | null;
            /** @description Running mean of the loss */
            smooth_loss: number | null;
            /** @description Learning rate of the first parameter group */
            learning_rate: number | null;
            /** @description Estimated remaining seconds */
            eta_seconds: number | null;
            /** @description Seconds the job has run, over all attempts; counts while paused, not between attempts */
            elapsed_seconds: number;
            /** @description Seconds since the newest attempt began */
            attempt_elapsed_seconds: number;
            /** @description Seconds of training steps, over all attempts: without pauses, loading, samples, backups and saves */
            training_elapsed_seconds: number;
        };
        /**
         * TrainingState
         * @description State of the current training
         */
        TrainingState: {
            /** @description Whether a trainer process is running or held in memory */
            is_training: boolean;
            /**
             * @description idle: no job yet. initialized: idle with an active config. Otherwise the status of the current job
             * @enum {string}
             */
            status: "idle" | "initialized" | "queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error";
            progress: components["schemas"]["Progress"];
            /** @description Steps in one epoch */
            max_step: number;
            /** @description Total epochs */
            max_epoch: number;
            /** @description Error message */
            error: string | null;
            /** @description Job id (uuid v7) */
            job_id: string | null;
            /** @description Job number */
            job_number: number | null;
            job_slug: string | null;
            job_name: string | null;
            /** @description Number of the newest attempt; 0 before the first */
            attempt: number;
            /** @description seq of the last event included */
            seq: number;
            /** @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout */
            trainer: ("builtin" | "onetrainer") | null;
            /** @description Process id of the trainer */
            trainer_pid: number | null;
            /** @description Device name */
            device: string | null;
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description One-line message */
            message: string;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            /** @description Exit of the trainer process, as seen by its parent */
            exit: components["schemas"]["Exit"] | null;
            /** @description Loss of the last step */
            loss: number | null;
            /** @description Running mean of the loss */
            smooth_loss: number | null;
            /** @description Learning rate of the first parameter group */
            learning_rate: number | null;
            /** @description Estimated remaining seconds: the steps, and the scheduled samples, validations, backups and saves at their measured cost. null before two steps are done, while paused and after the end */
            eta_seconds: number | null;
            /** @description Rate over the last minute of training, or the last 10 steps if those took longer */
            steps_per_second: number | null;
            pace: components["schemas"]["Pace"];
            /** @description Seconds the job has run, over all attempts; counts while paused, not between attempts */
            elapsed_seconds: number;
            /** @description Seconds since the newest attempt began */
            attempt_elapsed_seconds: number;
            /** @description Seconds of training steps, over all attempts: without pauses, loading, samples, backups and saves */
            training_elapsed_seconds: number;
            /** @description Newest validation result */
            validation: components["schemas"]["LastValidation"] | null;
            /** @description Newest sample */
            last_sample_id: string | null;
            /** @description File or folder, verified on disk after it was written */
            last_backup: components["schemas"]["File"] | null;
            /** @description File or folder, verified on disk after it was written */
            last_save: components["schemas"]["File"] | null;
            pending_commands: components["schemas"]["PendingCommand"][];
            /** @description UTC, ISO 8601 with Z */
            started_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            updated_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Trouble that lasts: of the server, its machine and the journals of trainings; empty if there is none */
            conditions: components["schemas"]["Condition"][];
        };
        /**
         * WaitingJob
         * @description Waiting job, and what is to be expected of it
         */
        WaitingJob: {
            /**
             * @description Job id (uuid v7)
             * @example 019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42
             */
            job_id: string;
            /** @description Job number: 1, 2, 3 … */
            job_number: number;
            /**
             * @description Job slug
             * @example job_k3f9a2c1
             */
            job_slug: string;
            /** @description Job name */
            name: string;
            /** @description Free-text notes */
            notes: string;
            /** @description Tags */
            tags: string[];
            /** @description Priority; the highest goes first */
            priority: number;
            /**
             * @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout
             * @enum {string}
             */
            trainer: "builtin" | "onetrainer";
            /** @description auto, cpu, or the UUID of a GPU */
            device: string;
            /** @description Network the job trains */
            network_id: string | null;
            /** @description Job id (uuid v7) */
            fork_of: string | null;
            /** @description Name that the config it was started from had: a saved one, a preset or one of the checkout. Its config may differ from that. null: from none with a name, or not known */
            config_name: string | null;
            /** @description Jobs that must succeed first */
            after: string[];
            retry: components["schemas"]["RetryPolicy"];
            /** @description Retries since the last stable attempt */
            retries_used: number;
            /**
             * @description Environment variables for the trainer of this job. They are stored and shown: no secrets
             * @example {
             *       "PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"
             *     }
             */
            environment: {
                [key: string]: string;
            };
            /**
             * @description Status of the job. succeeded, failed and stopped are final unless the job is queued again
             * @enum {string}
             */
            status: "idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped";
            /** @description Exact status, as in /api/training/status; idle: never queued */
            job_status: ("queued" | "starting" | "running" | "paused" | "stopping" | "stopped" | "completed" | "error") | "idle";
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description One-line message */
            message: string;
            /** @description Error message */
            error: string | null;
            /** @description Why an attempt ended. A reason is never a status */
            reason: ("finished" | "user_stop" | "released" | "launch_failed" | "start_failed" | "start_timeout" | "trainer_exit" | "trainer_error" | "out_of_memory" | "cuda_oom" | "oom_killed" | "killed_externally" | "loss_nan" | "disk_full" | "save_failed" | "nothing_trained" | "supervisor_lost" | "machine_restarted" | "dependency_failed" | "record_damaged") | null;
            /** @description Fraction of all steps finished */
            progress: number;
            /** @description Percent of all steps finished */
            progress_percent: number;
            /** @description Current epoch, from 1; 0 before the first */
            current_epoch: number;
            /** @description Total epochs; 0 while unknown */
            total_epochs: number;
            /** @description Steps since the beginning */
            current_step: number;
            /** @description Total steps of the training; 0 while unknown */
            total_steps: number;
            /** @description Loss of the last step */
            current_loss: number | null;
            /** @description Estimated remaining seconds */
            eta_seconds: number | null;
            /** @description Newest attempt; 0 before the first */
            attempt: number;
            /** @description seq of the newest event */
            last_seq: number;
            /** @description Place of a job in the queue */
            queue: components["schemas"]["QueuePlace"] | null;
            /**
             * @description Damaged or missing records in the folder of the job, each with its file; empty while all are sound
             * @example [
             *       "a1/spec.json: is missing"
             *     ]
             */
            problems: string[];
            /**
             * Format: date-time
             * @description UTC, ISO 8601 with Z
             * @example 2026-01-01T12:00:00.000Z
             */
            created_at: string;
            /** @description UTC, ISO 8601 with Z */
            started_at: string | null;
            /** @description UTC, ISO 8601 with Z */
            ended_at: string | null;
            /** @description Number of its end, in the queue or at work, among the begins and ends of all jobs, which no clock changes; null unless it has succeeded, failed or been stopped, and until the queue has handled that end */
            end_order: number | null;
            /** @description UTC, ISO 8601 with Z */
            updated_at: string | null;
            /** @description When the job starts if nothing is changed: once what trains on its device has ended, by its eta_seconds, and the jobs before it have taken their expected_seconds. null: not known */
            expected_start: string | null;
            /** @description Why expected_start is not known */
            start_unknown: string | null;
            /** @description How long the job takes for its epochs, or for those after its backup: the median of what completed jobs with the same trainer, device, data, batch and schedule have taken for so many. null: not known */
            expected_seconds: number | null;
            /** @description Why expected_seconds is not known */
            length_unknown: string | null;
        };
        /**
         * Weights
         * @description Header of a model file
         */
        Weights: {
            /**
             * @description File format; builtin: that of the built-in trainer
             * @enum {string}
             */
            format: "safetensors" | "builtin";
            /** @description Metadata entries, by name */
            metadata: {
                [key: string]: string;
            };
            /** @description Whether all metadata is listed here */
            metadata_complete: boolean;
            /** @description Number of tensors */
            tensors: number;
            /** @description Number of parameters in all tensors */
            parameters: number;
            /**
             * @description Number of parameters per data type
             * @example {
             *       "F16": 65536
             *     }
             */
            dtypes: {
                [key: string]: number;
            };
        };
        /**
         * WorkCost
         * @description Cost of one kind of work between steps
         */
        WorkCost: {
            /**
             * @description Current activity of the trainer
             * @enum {string}
             */
            phase: "loading" | "caching" | "training" | "sampling" | "validating" | "backing_up" | "saving" | "unknown";
            /** @description Occasions in this attempt */
            times: number;
            /** @description Global step of the first occasion */
            first_step: number;
            /** @description Global step of the newest occasion */
            last_step: number;
            /** @description Mean duration of a finished occasion; null before the first has ended */
            seconds: number | null;
            /** @description Duration so far of the occasion at last_step */
            spent_seconds: number;
        };
    };
    responses: {
        /** @description Error with code `invalid_request`, `invalid_json`, `invalid_cursor`, `host_invalid` */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `already_running`, `not_running`, `job_active`, `file_needed`, `models_changed`, `job_damaged`, `job_over`, `model_being_written`, `job_frozen`, `job_not_waiting`, `job_needed`, `not_paused`, `nothing_to_resume`, `job_finished`, `network_damaged`, `setting_fixed`, `config_exists`, `trainer_missing` */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `origin_refused` */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `disk_full` */
        InsufficientStorage: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `internal`, `launch_failed` */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `host_refused` */
        MisdirectedRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `not_found`, `job_not_found`, `attempt_not_found`, `command_not_found`, `config_not_found`, `sample_not_found`, `network_not_found`, `model_not_found`, `backup_not_found`, `deleted_job_not_found`, `file_gone`, `file_changed`, `media_unsupported`, `thumbnail_unavailable` */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `payload_too_large` */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `range_refused` */
        RangeNotSatisfiable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `recovering`, `trainer_describing`, `trainer_undescribed`, `degraded`, `files_left`, `disk_read_only`, `disk_denied`, `disk_failing`, `disk_damaged` */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `rate_limited` */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `unauthorized` */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `idempotency_conflict`, `device_unknown`, `checkout_invalid`, `config_invalid`, `environment_invalid`, `sample_invalid` */
        UnprocessableEntity: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `unsupported_media_type` */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Error with code `upgrade_required` */
        UpgradeRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getTrainingStatus: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description State of the current training */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingState"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTrainingProgress: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Progress of the current training */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingProgressReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startTraining: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Training to start; the default is the active config */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "first try",
                 *       "config": {
                 *         "epochs": 2
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["StartRequest"];
            };
        };
        responses: {
            /** @description Started job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getResumePoint: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
                /** @description Model id of a backup of the job, from GET /api/v1/training-jobs/{job}/models?kind=backup */
                model_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Backup a training resumes from */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResumePoint"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resumeTraining: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Backup to resume from; the default is the newest complete one */
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ResumeRequest"];
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"] | components["schemas"]["StartReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    stopTraining: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Stop training; the trainer saves before it exits */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "backup": true
                 *     }
                 */
                "application/json": components["schemas"]["StopArgs"];
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    killTraining: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Kill the trainer and everything it started, at once */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "force": false
                 *     }
                 */
                "application/json": components["schemas"]["KillArgs"];
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    pauseTraining: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Pause training */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "mode": "hold"
                 *     }
                 */
                "application/json": components["schemas"]["PauseArgs"];
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    backupTraining: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    saveModel: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    dumpStacks: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Command id, chosen by the sender; a command sent twice with one id is executed once, and another one needs another id
                 * @example c-42
                 */
                command_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A command and its result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs with this status; may be repeated */
                status?: ("idle" | "queued" | "running" | "paused" | "succeeded" | "failed" | "stopped")[];
                /** @description Only jobs with all of these tags */
                tag?: string[];
                /** @description builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout */
                trainer?: "builtin" | "onetrainer";
                /** @description Only jobs of this network */
                network_id?: string;
                /** @description Only jobs whose name, slug or notes contain this text */
                search?: string;
                /**
                 * @description Only jobs that were started from this config
                 * @example quick
                 */
                config?: string;
                /**
                 * @description Only jobs that were created then or later
                 * @example 2026-01-01T12:00:00.000Z
                 */
                created_since?: string;
                /**
                 * @description Only jobs that were created earlier
                 * @example 2026-01-01T12:00:00.000Z
                 */
                created_before?: string;
                /** @description Only jobs that ended after this end_order: last_end_order of an earlier reply */
                ended_since?: number;
                /** @description Sort order; a minus reverses it. queue: only waiting jobs, the next one first */
                sort?: "created_at" | "-created_at" | "name" | "-name" | "priority" | "-priority" | "updated_at" | "-updated_at" | "end_order" | "-end_order" | "queue";
                /** @description Maximum number of entries */
                limit?: number;
                /** @description next_cursor of the previous page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Job to create; without a config, the active one or the defaults */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "first try",
                 *       "config": {
                 *         "epochs": 2
                 *       },
                 *       "tags": [
                 *         "trial"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description Created job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedJob"];
                };
            };
            /** @description Created job */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedJob"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    compareConfigs: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs, at most 30. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What differs between the configs of several jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDifferences"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Job with its config and complete state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteJob: {
        parameters: {
            query?: {
                /** @description true: also delete the folder with samples, backups and models. false: keep the folder and only hide the job */
                files?: boolean;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    changeJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Changes to a job. Its config is frozen once it is queued */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "notes": "learns too slowly",
                 *       "tags": [
                 *         "trial"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["JobPatch"];
            };
        };
        responses: {
            /** @description Job and its status */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSummary"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    startJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    stopJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Stop training; the trainer saves before it exits */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "backup": true
                 *     }
                 */
                "application/json": components["schemas"]["StopArgs"];
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Pause training */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "mode": "hold"
                 *     }
                 */
                "application/json": components["schemas"]["PauseArgs"];
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Backup to resume from; the default is the newest complete one */
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ResumeRequest"];
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    killJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Kill the trainer and everything it started, at once */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "force": false
                 *     }
                 */
                "application/json": components["schemas"]["KillArgs"];
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Start of a retry */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "from": "auto"
                 *     }
                 */
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description Result of a request to a job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    reorderJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description New place in the queue */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "before": null
                 *     }
                 */
                "application/json": components["schemas"]["ReorderRequest"];
            };
        };
        responses: {
            /** @description Job and its status */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSummary"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getQueue: {
        parameters: {
            query?: {
                /** @description Maximum number of waiting jobs; default: all */
                limit?: number;
                /** @description next_cursor of the previous page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queue and devices */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Hold or release the queue */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "held": false
                 *     }
                 */
                "application/json": components["schemas"]["QueuePatch"];
            };
        };
        responses: {
            /** @description Queue and devices */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getCurrentConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Config that a start without a config trains */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    activateConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Config to activate: by name, or inline */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "quick"
                 *     }
                 */
                "application/json": components["schemas"]["ActivateRequest"];
            };
        };
        responses: {
            /** @description Config with all defaults filled in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listConfigs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Loadable configs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    loadConfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of a config in GET /api/config/list
                 * @example quick
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Config with all defaults filled in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    validateConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description A config; GET /api/config/schema describes its fields */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "epochs": 2
                 *     }
                 */
                "application/json": components["schemas"]["ConfigDocument"];
            };
        };
        responses: {
            /** @description Result of a config check */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigValidation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getConfigSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema, draft 2020-12 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonSchema"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getConfigDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Config with all defaults filled in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    diffConfig: {
        parameters: {
            query?: {
                /** @description Name of a listed config; default: the active config */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Differences between a config and the defaults */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiff"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Config exported by any version of OneTrainer */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "config": {
                 *         "epochs": 2
                 *       },
                 *       "name": "my import"
                 *     }
                 */
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description Config with all defaults filled in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    setSecrets: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Secrets for the trainer; they can be set but never read */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "huggingface_token": ""
                 *     }
                 */
                "application/json": components["schemas"]["Secrets"];
            };
        };
        responses: {
            /** @description The secrets are stored */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    saveConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Config name: letters, digits, space, dot, dash and underscore
                 * @example my portrait
                 */
                name: string;
            };
            cookie?: never;
        };
        /** @description A config; GET /api/config/schema describes its fields */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "epochs": 2
                 *     }
                 */
                "application/json": components["schemas"]["ConfigDocument"];
            };
        };
        responses: {
            /** @description Config with all defaults filled in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadedConfig"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    deleteConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Name of a saved config in GET /api/config/list
                 * @example my portrait
                 */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The config is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    renameConfig: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Name of a saved config in GET /api/config/list
                 * @example my portrait
                 */
                name: string;
            };
            cookie?: never;
        };
        /** @description New name of a saved config */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "my other portrait"
                 *     }
                 */
                "application/json": components["schemas"]["RenameRequest"];
            };
        };
        responses: {
            /** @description The config is renamed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    drawDefaultSamples: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getSampleSchema: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema, draft 2020-12 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonSchema"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    drawCustomSample: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
            };
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Sample to draw now. GET /api/samples/custom lists its fields */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "prompt": "the digit 7",
                 *       "seed": 42,
                 *       "width": 192,
                 *       "height": 192,
                 *       "diffusion_steps": 20
                 *     }
                 */
                "application/json": components["schemas"]["CustomSample"];
            };
        };
        responses: {
            /** @description Sent command; its command_result follows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listSamples: {
        parameters: {
            query?: {
                /** @description Id, number or slug of a job; default: the current job */
                job?: string;
                /** @description default: from the config's list. custom: requested by a command */
                sample_type?: "default" | "custom";
                /** @description Maximum number of entries */
                limit?: number;
                /** @description next_cursor of the previous page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    latestSamples: {
        parameters: {
            query?: {
                /** @description Maximum number of entries */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Sample id, from the list of a job
                 * @example s1-42
                 */
                sample_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Image, video or sound made during training, and what a person thinks of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sample"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteSample: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Sample id, from the list of a job
                 * @example s1-42
                 */
                sample_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its file is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    markSample: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Sample id, from the list of a job
                 * @example s1-42
                 */
                sample_id: string;
            };
            cookie?: never;
        };
        /** @description What a person thinks of a sample */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "starred": true,
                 *       "notes": "best so far"
                 *     }
                 */
                "application/json": components["schemas"]["SampleMarkChange"];
            };
        };
        responses: {
            /** @description Image, video or sound made during training, and what a person thinks of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sample"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getSampleImage: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description ETag of the version the range belongs to; another version returns the whole file */
                "if-range"?: string;
                /** @description ETag of the version already downloaded */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description Sample id, from the list of a job
                 * @example s1-42
                 */
                sample_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    /** @description SHA-256 of the file */
                    etag?: string;
                    "accept-ranges"?: "bytes";
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                    "video/*": string;
                    "audio/*": string;
                };
            };
            /** @description The requested range */
            206: {
                headers: {
                    /** @description SHA-256 of the file */
                    etag?: string;
                    "content-range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                    "video/*": string;
                    "audio/*": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSampleThumbnail: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description ETag of the version the range belongs to; another version returns the whole file */
                "if-range"?: string;
                /** @description ETag of the version already downloaded */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description Sample id, from the list of a job
                 * @example s1-42
                 */
                sample_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The thumbnail */
            200: {
                headers: {
                    /** @description SHA-256 of the file */
                    etag?: string;
                    "accept-ranges"?: "bytes";
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                    "image/jpeg": string;
                    "image/png": string;
                };
            };
            /** @description The requested range */
            206: {
                headers: {
                    /** @description SHA-256 of the file */
                    etag?: string;
                    "content-range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                    "image/jpeg": string;
                    "image/png": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Networks, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createNetwork: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Network to create */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "small",
                 *       "config": {
                 *         "training_set_size": 400
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NetworkRequest"];
            };
        };
        responses: {
            /** @description Network */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Network"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Network id, from the reply of POST /api/networks */
                network_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Network and its trainings, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteNetwork: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Network id, from the reply of POST /api/networks */
                network_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The network is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    trainNetwork: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Network id, from the reply of POST /api/networks */
                network_id: string;
            };
            cookie?: never;
        };
        /** @description Training parameters */
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "epochs": 2,
                 *       "mini_batch_size": 10,
                 *       "learning_rate": 3
                 *     }
                 */
                "application/json": components["schemas"]["NetworkTraining"];
            };
        };
        responses: {
            /** @description Queued or started training */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkTrainingReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description backup: training can resume from it. save: model during the training. final: model at the end */
                kind?: "backup" | "save" | "final";
                /** @description Maximum number of entries */
                limit?: number;
                /** @description next_cursor of the previous page */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Models, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    pruneModels: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        /** @description Which backups or saves of a job are kept; the others are deleted */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "backup",
                 *       "keep_last": 2,
                 *       "keep_every_steps": 1000
                 *     }
                 */
                "application/json": components["schemas"]["PruneRequest"];
            };
        };
        responses: {
            /** @description What a rule keeps and deletes; what is missing on disk is in neither */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PruneReply"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    findModels: {
        parameters: {
            query?: {
                /** @description Only models whose name, or the name of whose job, contains this text, in capitals or not */
                search?: string;
                /** @description backup: training can resume from it. save: model during the training. final: model at the end */
                kind?: "backup" | "save" | "final";
                /** @description Maximum number of entries */
                limit?: number;
                /** @description next_cursor of the previous page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Models of all jobs, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundModels"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Model id, or a job number: the newest final model of that job, otherwise its newest save
                 * @example 1
                 */
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Model and its files */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelDetails"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Model id, from the list of a job
                 * @example m1-42
                 */
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its files are deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    markModel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Model id, from the list of a job
                 * @example m1-42
                 */
                model_id: string;
            };
            cookie?: never;
        };
        /** @description What a person thinks of a model */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "picked": true
                 *     }
                 */
                "application/json": components["schemas"]["ModelMarkChange"];
            };
        };
        responses: {
            /** @description A backup or a model a training wrote */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    downloadModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description ETag of the version the range belongs to; another version returns the whole file */
                "if-range"?: string;
                /** @description ETag of the version already downloaded */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description Model id, or a job number: the newest final model of that job, otherwise its newest save
                 * @example 1
                 */
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    /** @description Version, derived from the SHA-256 */
                    etag?: string;
                    "accept-ranges"?: "bytes";
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            /** @description The requested range */
            206: {
                headers: {
                    /** @description Version, derived from the SHA-256 */
                    etag?: string;
                    "content-range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    downloadModelFile: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description bytes=first-last, bytes=first- or bytes=-count; several ranges return the whole file
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description ETag of the version the range belongs to; another version returns the whole file */
                "if-range"?: string;
                /** @description ETag of the version already downloaded */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description Model id, or a job number: the newest final model of that job, otherwise its newest save
                 * @example 1
                 */
                model_id: string;
                /**
                 * @description Index of the file in contents
                 * @example 0
                 */
                index: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    /** @description Version, derived from the SHA-256 */
                    etag?: string;
                    "accept-ranges"?: "bytes";
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            /** @description The requested range */
            206: {
                headers: {
                    /** @description Version, derived from the SHA-256 */
                    etag?: string;
                    "content-range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            416: components["responses"]["RangeNotSatisfiable"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listDeletedJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted jobs of which files are left, by number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedJobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    purgeDeletedJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                deleted_job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its files are deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    listAttempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Attempts of a job, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAttempt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
                /**
                 * @description Attempt number, from 1
                 * @example 1
                 */
                attempt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Report of one attempt; final once the attempt has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Only events after this seq */
                since_seq?: number;
                /** @description Only events before this seq */
                before_seq?: number;
                /** @description Begin with the newest; pages go back with before_seq */
                newest_first?: boolean;
                /**
                 * @description Only events of these types: training_status, trainer_ready, sample_generated, validation_result, backup_created, model_saved, command_result, warning, epoch_completed, job_queued, gap, log. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "sample_generated,backup_created"
                 *     ]
                 */
                types?: string[];
                /** @description Maximum number of entries */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events of a job, in the order that was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listLogs: {
        parameters: {
            query?: {
                /** @description Only lines that contain this text; not case-sensitive */
                search?: string;
                /** @description Only lines of this level or above */
                level?: "debug" | "info" | "warning" | "error" | "critical";
                /** @description Only lines of this origin */
                source?: "stdout" | "stderr" | "runner";
                /** @description Also the warnings of the training, each in its place, as a line of level warning and source runner */
                warnings?: boolean;
                /** @description Maximum number of entries */
                limit?: number;
                /** @description Newest lines before this seq */
                before_seq?: number;
                /** @description Oldest lines after this seq; excludes before_seq */
                since_seq?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Log lines, newest last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    downloadLogs: {
        parameters: {
            query?: {
                /** @description Only lines that contain this text; not case-sensitive */
                search?: string;
                /** @description Only lines of this level or above */
                level?: "debug" | "info" | "warning" | "error" | "critical";
                /** @description Only lines of this origin */
                source?: "stdout" | "stderr" | "runner";
                /** @description Also the warnings of the training, each in its place, as a line of level warning and source runner */
                warnings?: boolean;
                /** @description Access token, for clients that cannot send an Authorization header */
                token?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Log lines, oldest first: time, level, text. A line with # marks missing lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    downloadRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON object per line; record says what it is: job, attempt or event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobMetrics: {
        parameters: {
            query?: {
                /**
                 * @description Metric tags; default: all. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "loss/train_step,lr/unet"
                 *     ]
                 */
                tags?: string[];
                /** @description Maximum points per series; all series of a reply share 200,000 */
                points?: number;
                /** @description First step */
                from_step?: number;
                /** @description Last step */
                to_step?: number;
                /** @description Also return superseded metrics – of steps trained again after a resume – as separate series */
                superseded?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metric series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metric tags of a job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSampleGrid: {
        parameters: {
            query?: {
                /** @description default: from the config's list. custom: requested by a command */
                sample_type?: "default" | "custom";
                /** @description Only prompts that contain this text; not case-sensitive */
                search?: string;
                /** @description First step */
                from_step?: number;
                /** @description Last step */
                to_step?: number;
                /** @description Maximum number of columns; the newest are returned */
                steps?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples by prompt and step, without superseded ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleGrid"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    compareMetrics: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
                /**
                 * @description Metric tags. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "loss/train_step,lr/unet"
                 *     ]
                 */
                tags: string[];
                /** @description Maximum points per series; all series of a reply share 200,000 */
                points?: number;
                /** @description First step */
                from_step?: number;
                /** @description Last step */
                to_step?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metric series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTagsOfJobs: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs, at most 30. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metric tags of several jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTagList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMetricBuckets: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs, at most 30. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
                /**
                 * @description Metric tags, at most 100; default: all of these jobs. speed/steps_per_second, where the trainer does not log it, is derived from the times of loss/train_step: steps done per second of training, without pauses, samples, validations and backups. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "loss/train_step,lr/unet"
                 *     ]
                 */
                tags?: string[];
                /** @description Axis. step: global step. epoch: finished epochs, with a fraction. minutes: minutes the job has run, over all attempts, not counting the time between them. clock: milliseconds since 1970 */
                x?: "step" | "epoch" | "minutes" | "clock";
                /** @description First x; default: that of the first metric */
                from?: number;
                /** @description Last x; default: that of the last metric */
                to?: number;
                /** @description Steps before `from` whose metrics are sent too, so that a moving average is right from `from` on; their buckets are as wide and do not count for `width`. Default: none */
                lead?: number;
                /** @description Maximum buckets, usually the width of the chart in pixels; all series of a reply share 300,000 */
                width?: number;
                /** @description `next_since` of an earlier reply to the same query: only the buckets that may have changed since */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics of several jobs in shared buckets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricBuckets"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSparklines: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs, at most 100. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
                /** @description Metric tag */
                tag?: string;
                /** @description Maximum points of each */
                points?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Small series of several jobs, each over all its steps */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SparklineList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSampleMatrix: {
        parameters: {
            query: {
                /**
                 * @description Ids, numbers or slugs of jobs, at most 30. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "1"
                 *     ]
                 */
                jobs: string[];
                /** @description What a position is. step: global step. epoch: finished epochs, in hundredths. share: percent of all steps of the job, in tenths */
                align?: "step" | "epoch" | "share";
                /** @description default: from the config's list. custom: requested by a command */
                sample_type?: "default" | "custom";
                /** @description Only prompts that contain this text; not case-sensitive */
                search?: string;
                /** @description The last positions before this one */
                before?: number;
                /** @description The first positions after this one, -1 for the first of all; excludes before */
                after?: number;
                /** @description Maximum number of positions; by default the newest */
                positions?: number;
                /** @description Number of the first row, from 0 */
                first_row?: number;
                /** @description Maximum number of rows */
                rows?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples of several jobs, without superseded ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleMatrix"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCheckout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OneTrainer that serves */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkout"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    chooseCheckout: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Which OneTrainer is to serve */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "onetrainer_dir": "/home/me/OneTrainer"
                 *     }
                 */
                "application/json": components["schemas"]["CheckoutChoice"];
            };
        };
        responses: {
            /** @description The OneTrainer that serves */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkout"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getSystemInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The machine, this server and its trainer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemInfo"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSystemResources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Machine load and free disk space */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemResources"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMachineHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Load of the machine over the last hour */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MachineHistory"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDiskUse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What fills the folders of the jobs, and how fast the disk fills */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiskUse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSystemProcesses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Processes of this program first, then the busiest ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemProcesses"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDrain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Progress of a drain */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drain"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    drain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key act once and get the same reply, even across a restart */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Progress of a drain */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drain"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["MisdirectedRequest"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            507: components["responses"]["InsufficientStorage"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health check result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health check result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPrometheusMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in the text format of Prometheus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openStream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from now on */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            426: components["responses"]["UpgradeRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openJobStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from now on */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            426: components["responses"]["UpgradeRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openJobStreamAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from now on */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            426: components["responses"]["UpgradeRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openJobUpdates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id, number or slug of a job
                 * @example 1
                 */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from now on */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            426: components["responses"]["UpgradeRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    openEventSource: {
        parameters: {
            query?: {
                /**
                 * @description Only messages of these types: training_progress, training_status, sample_generated, log, system_stats, validation_result, trainer_ready, sample_progress, backup_created, model_saved, command_result, warning, gap, epoch_completed, job_queued, training_state, sample_default, sample_custom, conditions, changed. Separate several by commas, or repeat the parameter
                 * @example [
                 *       "training_status,sample_generated"
                 *     ]
                 */
                events?: string[];
                /** @description Only messages about this job: its id, number or slug */
                job?: string;
                /** @description Cursor to replay from. The Last-Event-ID header takes precedence */
                since?: string;
                /** @description Access token, for clients that cannot send an Authorization header */
                token?: string;
            };
            header?: {
                /** @description Cursor of the last event received; browsers send it automatically */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages of /asyncapi.json, each as an event of its type; the response does not end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSocketStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Open sockets and how far each is behind */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SocketStatus"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["MisdirectedRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
